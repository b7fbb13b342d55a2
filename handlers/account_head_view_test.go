package handlers

import (
	"testing"

	"candor/views/ui"
)

// TestActionsOfFewDaysShareAMenu: actions without a key leave the head for its menu, but not one alone.
func TestActionsOfFewDaysShareAMenu(t *testing.T) {
	key, rare := ui.LinkArgs{Label: "often", Key: "l"}, ui.LinkArgs{Label: "rare"}
	for _, c := range []struct {
		all             []ui.LinkArgs
		buttons, inMenu int
	}{
		{nil, 0, 0},
		{[]ui.LinkArgs{key, rare}, 2, 0},
		{[]ui.LinkArgs{rare, key, rare}, 1, 2},
		{[]ui.LinkArgs{rare, rare}, 0, 2},
	} {
		if often, menu := rareApart(c.all); len(often) != c.buttons || len(menu) != c.inMenu {
			t.Errorf("%d actions make %d buttons and %d in the menu, not %d and %d", len(c.all), len(often), len(menu), c.buttons, c.inMenu)
		}
	}
}
