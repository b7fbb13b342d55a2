package models

import (
	"errors"
	"time"
)

// FormKey is one sending of a form, so that the same sending is not carried out twice.
type FormKey struct {
	Key string    `gorm:"primaryKey" class:"C1"` // a hash of who sent what from which page
	At  time.Time `class:"C1"`
}

// FormKeyFor is how long a sending is known.
const FormKeyFor = 24 * time.Hour

// ErrTwice is a form that was carried out already as it was sent: nothing is left to do.
var ErrTwice = errors.New("the form was sent twice")
