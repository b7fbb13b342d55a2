package handlers

import (
	"testing"

	"candor/models"
)

// TestDevicesAreATouchFromAList: for who may put something there, with kind and value, and only where the value can stand on a list.
func TestDevicesAreATouchFromAList(t *testing.T) {
	l, token := testLabels(t), "0123456789abcdef"
	devices := []models.Seen{{Token: token, N: 2}, {Token: "short", N: 1}}
	for role, may := range map[string]bool{models.RoleLead: true, models.RoleService: false} {
		v := as(t, role, "en")
		if v.Can(models.PermListManage) != may {
			t.Fatalf("%s: %t", role, !may)
		}
		d := l.seenDevices(devices, v)
		for _, r := range []int{len(d.Heads) - len(d.Rows[0].Cells), len(d.Heads) - len(d.Rows[1].Cells)} {
			if r != 0 {
				t.Errorf("%s: a row has %d cells too few", role, r)
			}
		}
		first := d.Rows[0].Cells[len(d.Rows[0].Cells)-1].Href
		if (first != "") != may || may && first != "/lists/new?kind=device&value=token%3A"+token {
			t.Errorf("%s: a device leads to %q", role, first)
		}
		things := l.thingTable(models.LinkFilter{}, []models.LinkThing{{Kind: "ip", Token: token}, {Kind: "device", Token: token}}, v)
		for i, kind := range []string{models.ListIP, models.ListDevice} {
			cells := things.Rows[i].Cells
			if got := cells[len(cells)-1].Href; len(cells) != len(things.Heads) || may && got != "/lists/new?kind="+kind+"&value=token%3A"+token {
				t.Errorf("%s: %s leads to %q", role, kind, got)
			}
		}
		if d.Rows[1].Cells[len(d.Rows[1].Cells)-1].Href != "" {
			t.Errorf("%s: what no list takes has a link", role)
		}
	}
}
