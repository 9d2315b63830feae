package sandbox

// paramKind is the JSON type a parameter of a method has on the wire.
type paramKind int

const (
	text    paramKind = iota // a string
	integer                  // a whole number
	boolean                  // true or false
	chatID                   // a whole number or an @username
	file                     // an upload, a file id or a URL
	array                    // a JSON array
	object                   // a JSON object
)

// param is one parameter of a method.
type param struct {
	kind     paramKind
	required bool
}

// methods is every method the sandbox answers with its parameters
// (Bot API documentation, 10.1, June 2026).
var methods = map[string]map[string]param{
	"getMe": {},
	"getUpdates": {
		"allowed_updates": {array, false},
		"limit":           {integer, false},
		"offset":          {integer, false},
		"timeout":         {integer, false},
	},
	"deleteWebhook": {
		"drop_pending_updates": {boolean, false},
	},
	"setWebhook": {
		"allowed_updates":      {array, false},
		"certificate":          {file, false},
		"drop_pending_updates": {boolean, false},
		"ip_address":           {text, false},
		"max_connections":      {integer, false},
		"secret_token":         {text, false},
		"url":                  {text, true},
	},
	"getWebhookInfo": {},
	"close":          {},
	"logOut":         {},
	"sendMessage": {
		"allow_paid_broadcast":      {boolean, false},
		"business_connection_id":    {text, false},
		"chat_id":                   {chatID, true},
		"direct_messages_topic_id":  {integer, false},
		"disable_notification":      {boolean, false},
		"entities":                  {array, false},
		"link_preview_options":      {object, false},
		"message_effect_id":         {text, false},
		"message_thread_id":         {integer, false},
		"parse_mode":                {text, false},
		"protect_content":           {boolean, false},
		"reply_markup":              {object, false},
		"reply_parameters":          {object, false},
		"suggested_post_parameters": {object, false},
		"text":                      {text, true},
	},
	"sendPhoto": {
		"allow_paid_broadcast":      {boolean, false},
		"business_connection_id":    {text, false},
		"caption":                   {text, false},
		"caption_entities":          {array, false},
		"chat_id":                   {chatID, true},
		"direct_messages_topic_id":  {integer, false},
		"disable_notification":      {boolean, false},
		"has_spoiler":               {boolean, false},
		"message_effect_id":         {text, false},
		"message_thread_id":         {integer, false},
		"parse_mode":                {text, false},
		"photo":                     {file, true},
		"protect_content":           {boolean, false},
		"reply_markup":              {object, false},
		"reply_parameters":          {object, false},
		"show_caption_above_media":  {boolean, false},
		"suggested_post_parameters": {object, false},
	},
	"sendDocument": {
		"allow_paid_broadcast":           {boolean, false},
		"business_connection_id":         {text, false},
		"caption":                        {text, false},
		"caption_entities":               {array, false},
		"chat_id":                        {chatID, true},
		"direct_messages_topic_id":       {integer, false},
		"disable_content_type_detection": {boolean, false},
		"disable_notification":           {boolean, false},
		"document":                       {file, true},
		"message_effect_id":              {text, false},
		"message_thread_id":              {integer, false},
		"parse_mode":                     {text, false},
		"protect_content":                {boolean, false},
		"reply_markup":                   {object, false},
		"reply_parameters":               {object, false},
		"suggested_post_parameters":      {object, false},
		"thumbnail":                      {file, false},
	},
	"sendInvoice": {
		"allow_paid_broadcast":          {boolean, false},
		"chat_id":                       {chatID, true},
		"currency":                      {text, true},
		"description":                   {text, true},
		"direct_messages_topic_id":      {integer, false},
		"disable_notification":          {boolean, false},
		"is_flexible":                   {boolean, false},
		"max_tip_amount":                {integer, false},
		"message_effect_id":             {text, false},
		"message_thread_id":             {integer, false},
		"need_email":                    {boolean, false},
		"need_name":                     {boolean, false},
		"need_phone_number":             {boolean, false},
		"need_shipping_address":         {boolean, false},
		"payload":                       {text, true},
		"photo_height":                  {integer, false},
		"photo_size":                    {integer, false},
		"photo_url":                     {text, false},
		"photo_width":                   {integer, false},
		"prices":                        {array, true},
		"protect_content":               {boolean, false},
		"provider_data":                 {text, false},
		"provider_token":                {text, false},
		"reply_markup":                  {object, false},
		"reply_parameters":              {object, false},
		"send_email_to_provider":        {boolean, false},
		"send_phone_number_to_provider": {boolean, false},
		"start_parameter":               {text, false},
		"suggested_post_parameters":     {object, false},
		"suggested_tip_amounts":         {array, false},
		"title":                         {text, true},
	},
	"createInvoiceLink": {
		"business_connection_id":        {text, false},
		"currency":                      {text, true},
		"description":                   {text, true},
		"is_flexible":                   {boolean, false},
		"max_tip_amount":                {integer, false},
		"need_email":                    {boolean, false},
		"need_name":                     {boolean, false},
		"need_phone_number":             {boolean, false},
		"need_shipping_address":         {boolean, false},
		"payload":                       {text, true},
		"photo_height":                  {integer, false},
		"photo_size":                    {integer, false},
		"photo_url":                     {text, false},
		"photo_width":                   {integer, false},
		"prices":                        {array, true},
		"provider_data":                 {text, false},
		"provider_token":                {text, false},
		"send_email_to_provider":        {boolean, false},
		"send_phone_number_to_provider": {boolean, false},
		"subscription_period":           {integer, false},
		"suggested_tip_amounts":         {array, false},
		"title":                         {text, true},
	},
	"editMessageText": {
		"business_connection_id": {text, false},
		"chat_id":                {chatID, false},
		"entities":               {array, false},
		"inline_message_id":      {text, false},
		"link_preview_options":   {object, false},
		"message_id":             {integer, false},
		"parse_mode":             {text, false},
		"reply_markup":           {object, false},
		"rich_message":           {object, false},
		"text":                   {text, false},
	},
	"editMessageCaption": {
		"business_connection_id":   {text, false},
		"caption":                  {text, false},
		"caption_entities":         {array, false},
		"chat_id":                  {chatID, false},
		"inline_message_id":        {text, false},
		"message_id":               {integer, false},
		"parse_mode":               {text, false},
		"reply_markup":             {object, false},
		"show_caption_above_media": {boolean, false},
	},
	"editMessageMedia": {
		"business_connection_id": {text, false},
		"chat_id":                {chatID, false},
		"inline_message_id":      {text, false},
		"media":                  {object, true},
		"message_id":             {integer, false},
		"reply_markup":           {object, false},
	},
	"editMessageReplyMarkup": {
		"business_connection_id": {text, false},
		"chat_id":                {chatID, false},
		"inline_message_id":      {text, false},
		"message_id":             {integer, false},
		"reply_markup":           {object, false},
	},
	"deleteMessage": {
		"chat_id":    {chatID, true},
		"message_id": {integer, true},
	},
	"answerCallbackQuery": {
		"cache_time":        {integer, false},
		"callback_query_id": {text, true},
		"show_alert":        {boolean, false},
		"text":              {text, false},
		"url":               {text, false},
	},
	"answerShippingQuery": {
		"error_message":     {text, false},
		"ok":                {boolean, true},
		"shipping_options":  {array, false},
		"shipping_query_id": {text, true},
	},
	"answerPreCheckoutQuery": {
		"error_message":         {text, false},
		"ok":                    {boolean, true},
		"pre_checkout_query_id": {text, true},
	},
	"refundStarPayment": {
		"telegram_payment_charge_id": {text, true},
		"user_id":                    {integer, true},
	},
	"getStarTransactions": {
		"limit":  {integer, false},
		"offset": {integer, false},
	},
	"setMyCommands": {
		"commands":      {array, true},
		"language_code": {text, false},
		"scope":         {object, false},
	},
	"getMyCommands": {
		"language_code": {text, false},
		"scope":         {object, false},
	},
	"deleteMyCommands": {
		"language_code": {text, false},
		"scope":         {object, false},
	},
	"setMyName": {
		"language_code": {text, false},
		"name":          {text, false},
	},
	"setMyDescription": {
		"description":   {text, false},
		"language_code": {text, false},
	},
	"setMyShortDescription": {
		"language_code":     {text, false},
		"short_description": {text, false},
	},
	"getMyName": {
		"language_code": {text, false},
	},
	"getMyDescription": {
		"language_code": {text, false},
	},
	"getMyShortDescription": {
		"language_code": {text, false},
	},
	"getFile": {
		"file_id": {text, true},
	},
	"getChat": {
		"chat_id": {chatID, true},
	},
	"getChatMember": {
		"chat_id": {chatID, true},
		"user_id": {integer, true},
	},
	"sendChatAction": {
		"action":                 {text, true},
		"business_connection_id": {text, false},
		"chat_id":                {chatID, true},
		"message_thread_id":      {integer, false},
	},
	"getChatMenuButton": {
		"chat_id": {integer, false},
	},
	"setChatMenuButton": {
		"chat_id":     {integer, false},
		"menu_button": {object, false},
	},
}
