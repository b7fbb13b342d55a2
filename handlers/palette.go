package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/text"
)

// Palette is the list of everything a person may do from anywhere: the page of it, which Ctrl K
// shows as a dialog.
type Palette struct {
	*Site
	Store PaletteStore
}

// PaletteStore finds the views of the queue that somebody keeps, and the cases that they hold.
type PaletteStore interface {
	HeldCases(ctx context.Context, user models.ID) ([]models.HeldCase, error)
	QueueViews(ctx context.Context, user models.ID, roles []string) ([]models.QueueView, error)
}

// destination is a page that is no entry of the navigation. Its words are palette.<key>.
type destination struct {
	path, key, icon string
	needs           models.Permission
}

// destinations is those pages, in the order of the list.
var destinations = []destination{
	{"/batches", "batches", "list", models.PermCaseRead},
	{"/batches/file", "batch_file", "limit", models.PermBulkLimit},
	{"/batches/limits", "batch_limits", "limit", models.PermBulkLimit},
	{"/appeals/metrics", "appeal_metrics", "impact", models.PermAppealRead},
	{"/appeals/next", "appeal_next", "arrow-right", models.PermAppealDecide},
	{"/inbox", "inbox", "inbox", models.PermAccountRead},
	{"/queues", "queues", "queue", models.PermCaseRead},
	{"/samples", "samples", "check-circle", models.PermCaseAssign},
	{"/exports", "exports", "download", models.SignedIn},
	{"/lists", "lists", "list", models.PermMonitorRead},
	{"/lists/new", "list_new", "plus", models.PermListManage},
	{"/lists/import", "list_import", "list", models.PermListManage},
	{"/corrections", "corrections", "refresh", models.PermMonitorRead},
	{"/backtests", "backtests", "undo", models.PermPolicyRead},
	{"/policy/import", "policy_import", "policy", models.PermPolicyEdit},
	{"/policy/stop", "policy_stop", "alert", models.PermPolicyRead},
	{"/users/new", "user_new", "plus", models.PermUserManage},
	{"/roles", "roles", "shield", models.PermUserRead},
	{"/profile", "profile", "settings", models.SignedIn},
	{"/profile/password", "password", "lock", models.SignedIn},
	{"/help#keys", "keys", "keyboard", models.SignedIn},
}

// Show draws the list.
func (h *Palette) Show(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	v := CurrentVisitor(c)
	var saved []models.QueueView
	if v.Can(models.PermCaseRead) {
		var err error
		if saved, err = h.Store.QueueViews(c.Request().Context(), v.UserID(), roleKeys(v)); err != nil {
			return err
		}
	}
	held, err := h.held(c)
	if err != nil {
		return err
	}
	p := h.page(c, "palette.title")
	other := h.otherWords(p.Lang)
	return h.render(c, http.StatusOK, views.CommandsPage(p, append(heldCommands(p, v, held, other), commandGroups(p, v, saved, other)...)))
}

// otherWords are the words of the language that is not shown: people of two languages type either.
func (s *Site) otherWords(lang string) *text.Localizer {
	if lang == "en" {
		return s.Texts.For("zh-CN")
	}
	return s.Texts.For("en")
}

func commandGroups(p views.Page, v *Visitor, saved []models.QueueView, other *text.Localizer) []views.CommandGroup {
	groups := []views.CommandGroup{{Title: p.T("palette.pages"), Commands: append(navCommands(v, p, other), pageCommands(p, v, other)...)}}
	if v.Can(models.PermCaseRead) {
		groups = append(groups, views.CommandGroup{Title: p.T("palette.views"), Commands: viewCommands(p, saved, other)})
	}
	return append(groups,
		views.CommandGroup{Title: p.T("palette.actions"), Commands: workCommands(p, v, other)},
		views.CommandGroup{Title: p.T("palette.display"), Commands: displayCommands(p, other)})
}

// viewCommands is the views of the queue: those that everybody has, and those that were kept.
func viewCommands(p views.Page, saved []models.QueueView, other *text.Localizer) []views.Command {
	var list []views.Command
	for _, s := range shippedViews() {
		list = append(list, views.Command{
			Label: p.Texts.T("queue.tab_" + s.key), Words: other.T("queue.tab_" + s.key), Icon: "queue", Href: "/queue?" + s.encoded,
		})
	}
	for i := range saved {
		list = append(list, views.Command{Label: saved[i].Name, Icon: "star", Href: "/queue?" + saved[i].Query})
	}
	return list
}

// navCommands is the navigation's own entries.
func navCommands(v *Visitor, p views.Page, other *text.Localizer) []views.Command {
	var list []views.Command
	for _, n := range navigation {
		if canAny(v, n.needs) {
			list = append(list, views.Command{
				Label: p.Texts.T(n.key), Words: other.T(n.key), Icon: n.icon, Href: n.path, Keys: []string{"g", n.letter},
			})
		}
	}
	return list
}

func canAny(v *Visitor, needs []models.Permission) bool {
	for _, n := range needs {
		if v.Can(n) {
			return true
		}
	}
	return false
}

func pageCommands(p views.Page, v *Visitor, other *text.Localizer) []views.Command {
	var list []views.Command
	for _, d := range destinations {
		if v.Can(d.needs) {
			list = append(list, views.Command{Label: p.Texts.T("palette." + d.key), Words: other.T("palette." + d.key), Icon: d.icon, Href: d.path})
		}
	}
	return list
}

// workCommands is what changes something: taking the next piece of work, and leaving.
func workCommands(p views.Page, v *Visitor, other *text.Localizer) []views.Command {
	var list []views.Command
	add := func(key, icon, path string, values ...views.Choice) {
		list = append(list, views.Command{Label: p.Texts.T(key), Words: other.T(key), Icon: icon, Href: path, Post: true, Values: values})
	}
	if v.Can(models.PermCaseWork) {
		add("queue.next", "arrow-right", "/queue/next", views.Choice{Value: "view", Label: "sort=risk"})
	}
	if v.Can(models.PermRadarWork) {
		add("radar.next", "arrow-right", "/radar/next", views.Choice{Value: "view", Label: ""})
	}
	add("nav.signout", "sign-out", "/signout")
	return list
}

// displayCommands is the display settings that are not the ones in force.
func displayCommands(p views.Page, other *text.Localizer) []views.Command {
	var list []views.Command
	add := func(name, value, label, words, icon string) {
		list = append(list, views.Command{
			Label: label, Words: words, Icon: icon, Href: "/profile/display", Post: true,
			Values: []views.Choice{{Value: "back", Label: p.Path}, {Value: name, Label: value}},
		})
	}
	setting := func(name, value, key, icon string, on bool) {
		if !on {
			add(name, value, p.Texts.T(key), other.T(key), icon)
		}
	}
	if p.Lang == "en" {
		add("lang", "zh-CN", "中文", "Chinese language", "language")
	} else {
		add("lang", "en", "English", "语言", "language")
	}
	for _, t := range p.Themes() {
		setting("theme", t.Value, "palette.theme_"+t.Value, "theme", t.Value == p.Theme)
	}
	for _, d := range p.Densities() {
		setting("density", d.Value, "palette.density_"+d.Value, "menu", d.Value == p.Density)
	}
	setting("keys", "on", "palette.keys_on", "keyboard", !p.KeysOff)
	setting("keys", "off", "palette.keys_off", "keyboard", p.KeysOff)
	return list
}
