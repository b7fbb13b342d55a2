package models

// ActorKind says what sort of party acts.
type ActorKind string

// The kinds of actor.
const (
	ActorUser ActorKind = "user"
	ActorKey  ActorKind = "key"
	ActorJob  ActorKind = "job"
	ActorCLI  ActorKind = "cli"
	// ActorCustomer is a customer who came through a link of their own; no user stands behind it.
	ActorCustomer ActorKind = "customer"
)

// Actor is who answers for a write. It is copied into each audit entry.
type Actor struct {
	Kind      ActorKind
	ID        string // usr_…, key_…, or the job's or operator's name
	UserID    ID     // set when a person acts in the browser
	Name      string
	Role      string // role keys held at the time, joined by commas
	Source    string // ui, api, job, cli
	RequestID string
	IP        string
	Once      string // which sending of a form it is, "" for what may be asked for again
}

// System returns the actor of unattended work such as jobs and checkpoints.
func System(name string) Actor {
	return Actor{Kind: ActorJob, ID: "job:" + name, Name: name, Source: "job"}
}

// Operator returns the actor of a command typed on the machine itself.
func Operator(name string) Actor {
	return Actor{Kind: ActorCLI, ID: "cli:" + name, Name: name, Source: "cli"}
}
