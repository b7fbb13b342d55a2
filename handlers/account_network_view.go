package handlers

import (
	"slices"

	"candor/engine/graph"
	"candor/models"
	"candor/views/chart"
)

// The frame of the picture of links, in its own units, and up to how many nodes every node is
// named in it.
var networkFrame = graph.Frame{Width: 960, Height: 520, Margin: 44}

const networkNamed = 36

// networkSaid is up to how many nodes every line says what it stands for.
const networkSaid = 16

// network gathers the nodes and edges of a picture.
type network struct {
	l     labels
	d     *models.AccountLinks
	args  chart.NetworkArgs
	edges []graph.Edge
	at    map[models.ID]int
}

// linkPicture draws the account in the middle, the things it shares around it, and the linked
// accounts at their things. What nobody shares is not drawn.
func (l labels) linkPicture(d *models.AccountLinks) chart.NetworkArgs {
	n := &network{l: l, d: d, at: map[models.ID]int{}}
	n.args = chart.NetworkArgs{
		Frame: l.p.Frame(l.p.T("linked.question"), l.p.N("linked.caption", len(d.People))), Width: networkFrame.Width, Height: networkFrame.Height,
		Scroll: l.p.T("linked.picture"),
	}
	n.args.EmptyText, n.args.Desc = l.p.T("linked.people_none"), l.p.N("linked.desc", len(d.People))
	n.add(chart.NetNode{Look: "self", Label: l.name(d.Masked, &d.Account), Text: l.p.T("linked.self")})
	n.addThings()
	n.addPeople()
	n.join()
	places := graph.Layout(len(n.args.Nodes), n.edges, networkFrame, uint64(d.Account.ID))
	for i := range n.args.Nodes {
		n.args.Nodes[i].X, n.args.Nodes[i].Y = places[i].X, places[i].Y
		if len(n.args.Nodes) > networkNamed && n.args.Nodes[i].Look == "plain" {
			n.args.Nodes[i].Label = ""
		}
	}
	if len(n.args.Nodes) > networkSaid {
		for i := range n.args.Edges {
			n.args.Edges[i].Label = ""
		}
	}
	n.legend()
	return n.args
}

// add puts a node into the picture, while there is room, and returns its number or −1.
func (n *network) add(node chart.NetNode) int {
	if len(n.args.Nodes) >= graph.Most {
		return -1
	}
	n.args.Nodes = append(n.args.Nodes, node)
	return len(n.args.Nodes) - 1
}

// edge joins two nodes. A second link between the same two is told on the same line.
func (n *network) edge(from, to int, text, label string, soft bool) {
	if from < 0 || to < 0 {
		return
	}
	for i := range n.args.Edges {
		e := &n.args.Edges[i]
		if (e.From == from && e.To == to) || (e.From == to && e.To == from) {
			if label != "" && e.Label != "" {
				e.Label += n.l.p.T("common.list_separator") + label
			}
			e.Text += n.l.p.T("common.list_separator") + text
			return
		}
	}
	n.edges = append(n.edges, graph.Edge{From: from, To: to})
	n.args.Edges = append(n.args.Edges, chart.NetEdge{From: from, To: to, Text: text, Label: label, Soft: soft})
}

// addThings draws the devices, cards and addresses that others share, with their accounts.
func (n *network) addThings() {
	for i := range n.d.Things {
		t := &n.d.Things[i]
		if !t.Shared() {
			continue
		}
		kind := n.l.word("shared.", t.Kind)
		node := chart.NetNode{Look: "thing", Label: kind, Text: n.l.p.T("linked.thing_text", "kind", kind, "token", short(t.Token), "n", shareCount(t.Accounts))}
		if t.Hub() {
			node.Look = "hub"
		}
		thing := n.add(node)
		n.edge(0, thing, node.Text, "", false)
		for _, id := range t.Others {
			n.edge(thing, n.person(id), node.Text, "", false)
		}
	}
}

// addPeople draws the accounts that the lender's own records link.
func (n *network) addPeople() {
	for _, r := range n.d.Direct {
		if through(n.d, r) { // its line goes by the thing itself
			continue
		}
		kind := n.l.word("shared.", r.Kind)
		n.edge(0, n.person(r.OtherID), kind, kind, false)
	}
}

// through reports whether a relationship is also told by a thing that both were seen with.
func through(d *models.AccountLinks, r models.Relationship) bool {
	return slices.ContainsFunc(d.Things, func(t models.LinkThing) bool {
		return t.Kind == r.Kind && slices.Contains(t.Others, r.OtherID)
	})
}

// person is the number of an account's node, which is added at its first link.
func (n *network) person(id models.ID) int {
	if at, known := n.at[id]; known {
		return at
	}
	i := slices.IndexFunc(n.d.People, func(p models.LinkPerson) bool { return p.ID == id })
	if i < 0 {
		return -1
	}
	p := &n.d.People[i]
	other := models.Account{ID: id}
	name := n.l.name(p.Masked, &other)
	node := chart.NetNode{Look: personLook(p), Label: name, Href: "/accounts/" + other.PublicID()}
	node.Text = n.l.p.T("linked.person_text", "name", name, "status", n.l.status(p.Status).Label, "days", p.DaysPastDue)
	n.at[id] = n.add(node)
	return n.at[id]
}

func personLook(p *models.LinkPerson) string {
	switch {
	case p.Bad():
		return "bad"
	case p.DaysPastDue > 0:
		return "late"
	case p.Good():
		return "good"
	}
	return "plain"
}

// join draws what the linked accounts share among themselves.
func (n *network) join() {
	for _, r := range n.d.Between {
		from, knownFrom := n.at[r.AccountID]
		to, knownTo := n.at[r.OtherID]
		if knownFrom && knownTo {
			n.edge(from, to, n.l.word("shared.", r.Kind), "", true)
		}
	}
}

// legend names the looks that are in the picture.
func (n *network) legend() {
	for _, look := range []string{"self", "plain", "good", "late", "bad", "thing", "hub"} {
		if slices.ContainsFunc(n.args.Nodes, func(node chart.NetNode) bool { return node.Look == look }) {
			n.args.Legend = append(n.args.Legend, chart.NetNode{Look: look, Label: n.l.p.T("linked.look_" + look)})
		}
	}
}
