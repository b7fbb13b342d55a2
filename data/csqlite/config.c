//go:build cgo

/* SQLite's own, as https://sqlite.org/c3ref/config.html, /auto_extension.html and /db_config.html have them. */
enum { OK = 0, CONFIG_MEMSTATUS = 9, DBCONFIG_ENABLE_QPSG = 1007 };
extern int sqlite3_config(int, ...);
extern int sqlite3_auto_extension(void (*)(void));
extern int sqlite3_db_config(void *, int, ...);

static int keepPlans(void *db, char **message, const void *calls) {
	(void)message, (void)calls;
	return sqlite3_db_config(db, DBCONFIG_ENABLE_QPSG, 1, (int *)0);
}

int candor_csqlite(void) {
	int counts = sqlite3_config(CONFIG_MEMSTATUS, 0); /* refused once the library is in use, which the next call makes it */
	int plans = sqlite3_auto_extension((void (*)(void))keepPlans);
	return counts != OK ? counts : plans;
}
