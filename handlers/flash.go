package handlers

import (
	"encoding/json"
	"time"

	"github.com/labstack/echo/v4"

	"candor/views"
)

const flashValue = "flash"

// flash keeps a message for the next page of this session.
func flash(c echo.Context, f views.Flash) {
	v := CurrentVisitor(c)
	if v.Session == nil {
		return
	}
	b, err := json.Marshal(append(takeFlashes(v), f))
	if err != nil { // strings always marshal
		panic(err)
	}
	v.Session.Values[flashValue] = string(b)
}

func takeFlashes(v *Visitor) []views.Flash {
	if v.Session == nil {
		return nil
	}
	kept, _ := v.Session.Values[flashValue].(string)
	if kept == "" {
		return nil
	}
	delete(v.Session.Values, flashValue)
	var flashes []views.Flash
	if err := json.Unmarshal([]byte(kept), &flashes); err != nil {
		return nil // written by an older version: a lost message is no loss of work
	}
	return flashes
}

// toldValue is where a session keeps the messages it was shown, toldMost how many.
const (
	toldValue = "told"
	toldMost  = 8
)

// remember adds messages to those that the session was shown before, and returns the last of all,
// newest first.
func remember(v *Visitor, shown []views.Flash, now time.Time) []views.Told {
	if v.Session == nil {
		return nil
	}
	var told []views.Told
	if kept, _ := v.Session.Values[toldValue].(string); kept != "" {
		if err := json.Unmarshal([]byte(kept), &told); err != nil {
			told = nil // written by an older version: a lost message is no loss of work
		}
	}
	if len(shown) == 0 {
		return told
	}
	list := make([]views.Told, 0, toldMost)
	for i := len(shown) - 1; i >= 0; i-- {
		list = append(list, views.Told{Kind: shown[i].Kind, Text: shown[i].Text, At: now, Href: shown[i].Href, Link: shown[i].Link})
	}
	list = append(list, told...)
	list = list[:min(len(list), toldMost)]
	b, err := json.Marshal(list)
	if err != nil { // strings and times always marshal
		panic(err)
	}
	v.Session.Values[toldValue] = string(b)
	return list
}
