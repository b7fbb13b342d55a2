// Package password hashes and checks passwords with Argon2id (RFC 9106).
//
// The parameters are OWASP's floor: 19 MiB, two passes, one lane. At most two hashes are
// computed at once and at most 64 more wait, so a storm of sign-ins bounds its own memory
// and leaves the processors to everyone else.
package password
