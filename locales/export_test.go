package locales

import (
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Has reports whether the language itself has the text.
func (w *Words) Has(lang, key string) bool {
	_, tag, err := w.localizers[lang].LocalizeWithTag(&i18n.LocalizeConfig{MessageID: key, TemplateData: Args{Count: 2}, PluralCount: 2})
	return err == nil && tag == language.Make(lang)
}
