package markup

import "unicode/utf16"

// longestCommand is the longest name that an app takes for a command, with its slash.
const longestCommand = 65

// shortestUsername is the length of a username from which "/name@username" counts.
const shortestUsername = 3

// Commands finds the bot commands of a text, as the sender's app does.
func Commands(text string) []Entity {
	var found []Entity
	before, offset := rune(' '), 0
	for i, r := range text {
		if r == '/' && !wordRune(before) && before != '/' {
			if n := commandLength(text[i:]); n > 0 {
				found = append(found, Entity{Type: "bot_command", Offset: offset, Length: n})
			}
		}
		before = r
		offset += utf16.RuneLen(r)
	}
	return found
}

func wordRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127
}

// wordEnd returns the end of the ASCII word that begins at a byte of the text.
func wordEnd(text string, from int) int {
	for from < len(text) && text[from] < 128 && wordRune(rune(text[from])) {
		from++
	}
	return from
}

// commandLength returns the length of "/name" or "/name@Bot", 0 if there is none.
func commandLength(text string) int {
	end := wordEnd(text, 1)
	if end == 1 || end > longestCommand {
		return 0
	}
	if end < len(text) && text[end] == '@' {
		if bot := wordEnd(text, end+1); bot-end > shortestUsername {
			end = bot
		}
	}
	return end
}
