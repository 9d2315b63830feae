package spec

// Descriptions of refusals, without the prefix of their code. Unless another place is
// named they are from tdlib/telegram-bot-api, Client.cpp.
const (
	MethodNotFound = "method not found"
	InvalidToken   = "invalid token specified" // ClientManager.cpp

	ChatIDEmpty      = "chat_id is empty"
	ChatNotFound     = "chat not found"
	UserNotFound     = "user not found"
	BlockedByUser    = "bot was blocked by the user"
	UserDeactivated  = "user is deactivated"
	SentToItself     = "the bot can't send messages to the bot"      // tdlib/td, MessagesManager.cpp
	NeverStarted     = "bot can't initiate conversation with a user" // tdlib/td, MessagesManager.cpp
	Kicked           = "bot was kicked from the %s chat"             // the kind of chat
	Dissolved        = "the group chat was deleted"
	NotMember        = "bot is not a member of the %s chat"           // the kind of chat
	Upgraded         = "group chat was upgraded to a supergroup chat" // with migrate_to_chat_id
	NoRightsToSend   = "not enough rights to send %s to the chat"     // tdlib/td, MessageContent.cpp
	NeedAdmin        = "need administrator rights in the %s chat"     // the kind of chat
	TopicClosed      = "TOPIC_CLOSED"                                 // Telegram, errors.json
	ThreadNotFound   = "message thread not found"
	ReplyNotFound    = "message to be replied not found"
	MessageIDMissing = "message identifier is not specified"

	TextEmpty      = "message text is empty"
	TextInvisible  = "text must be non-empty"      // tdlib/td, MessageContent.cpp
	TextTooLong    = "message is too long"         // tdlib/td, MessageContent.cpp
	CaptionTooLong = "message caption is too long" // tdlib/td, MessageContent.cpp

	EditNotFound   = "message to edit not found"
	DeleteNotFound = "message to delete not found"
	CantEdit       = "message can't be edited"
	NotModified    = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"

	WebhookActive  = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
	OtherPoll      = "terminated by other getUpdates request; make sure that only one bot instance is running"
	WebhookSet     = "terminated by setWebhook request"
	ServerRestart  = "restart"
	RequestAborted = "request aborted"

	LateQuery = "query is too old and response timeout expired or query ID is invalid"

	FileWrong = "wrong file identifier/HTTP URL specified"

	TextButton = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
	// TooBigAmount and those below are from tdlib/td, InputInvoice.cpp.
	TooBigAmount     = "too big amount of the currency specified"
	TotalNotPositive = "total price must be positive"
	TotalTooBig      = "total price is too big"
	TipLimitWrong    = "invalid max_tip_amount of the currency specified"
	TipNotPositive   = "suggested tip amount must be positive"
	TipAboveLimit    = "suggested tip amount can't be bigger than max_tip_amount"
	TooManyTips      = "there can be at most 4 suggested tip amounts"
)
