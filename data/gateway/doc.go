// Package gateway hands messages to whatever carries them to customers: a mail server, an HTTP gateway for text messages, or a
// system of the lender's own that is told by webhook. It knows no database; it is given a notice in words and says what came of it.
//
// # Text messages
//
// POST of a JSON object to the address that was set up:
//
//	{"id": "dlv_…", "to": "13800001234", "lang": "zh-CN", "text": "…"}
//
// with Content-Type application/json, Idempotency-Key, which repeats the id, and Candor-Signature, which is t=<Unix seconds>,v1=<hex>:
// HMAC-SHA256 with the shared secret over the seconds, a full stop, and the body. Any 2xx means that the gateway has taken the message
// over. 408, 425, 429 and 5xx are tried again, as is no answer within the time; every other status is final. Redirects are not followed.
// The id stays the same for every attempt at a message: a gateway leaves out what it has seen.
//
// # Webhooks
//
// Standard Webhooks (https://www.standardwebhooks.com, specification 1.0.0): webhook-id is the same id, webhook-timestamp Unix seconds,
// webhook-signature one v1,<base64> a secret, over id.timestamp.body with HMAC-SHA256. The statuses mean the same.
//
// # Where connections may lead
//
// HTTP gateways are reached over TLS, and the address that a name leads to is looked at when it is dialled: private, loopback,
// link-local and other special networks are refused, so that neither a mistake nor a changed name points inside. The exception is a
// gateway that was set up by a loopback name or address; it may be plain HTTP, and may be nowhere but on loopback.
// Mail is sent with STARTTLS, or not at all, unless the server is on loopback.
package gateway
