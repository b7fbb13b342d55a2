package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"

	"github.com/labstack/echo/v4"
)

// onceField names the page that a form was sent from.
const onceField = "once"

// onceKey is where a request keeps which sending of a form it is.
const onceKey = "form_once"

// takeOnce has what the request does be done once: the same words from the same page are the same sending. Other words are
// another one, as when somebody went back to the page and wrote more.
func takeOnce(c echo.Context, values url.Values) {
	if values.Get(onceField) == "" {
		return
	}
	sum := sha256.Sum256([]byte(c.Request().URL.Path + "?" + values.Encode()))
	c.Set(onceKey, hex.EncodeToString(sum[:]))
	values.Del(onceField)
}

// onceOf is which sending of a form a request is, "" for a form that does not say.
func onceOf(c echo.Context) string {
	key, _ := c.Get(onceKey).(string)
	return key
}
