package sandbox

import (
	"strings"

	"github.com/donatebot/donatebot/sandbox/markup"
	"github.com/donatebot/donatebot/sandbox/spec"
)

func setWebhook(s *Sandbox, c *call) (any, *spec.Error) {
	url := c.Params["url"]
	if url == "" {
		return deleteWebhook(s, c)
	}
	if problem := markup.CheckURL(url); problem != "" {
		return nil, spec.BadRequest("bad webhook: %s", problem)
	}
	if !strings.HasPrefix(url, "https://") {
		return nil, spec.BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
	}
	if list, ok := c.Params["allowed_updates"]; ok {
		s.queue.allow(list)
	}
	s.webhook = url
	s.queue.end(spec.Conflict(spec.WebhookSet))
	s.forget(c)
	return true, nil
}

func deleteWebhook(s *Sandbox, c *call) (any, *spec.Error) {
	s.webhook = ""
	s.forget(c)
	return true, nil
}

// forget drops what is pending if the call asks for it.
func (s *Sandbox) forget(c *call) {
	if c.boolean("drop_pending_updates") {
		s.queue.drop(len(s.queue.list))
	}
}

func getWebhookInfo(s *Sandbox, _ *call) (any, *spec.Error) {
	s.queue.expire(s.o.Now())
	f := fields{"url": s.webhook, "has_custom_certificate": false, "pending_update_count": len(s.queue.list)}
	if s.queue.allowed != nil {
		names := []string{}
		for _, kind := range spec.Updates {
			if s.queue.allowed[kind] {
				names = append(names, kind)
			}
		}
		f["allowed_updates"] = names
	}
	return f, nil
}
