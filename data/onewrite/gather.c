//go:build cgo

#include <stdlib.h>
#include <string.h>

typedef long long int64;
typedef struct file file;
typedef struct vfs vfs;
typedef void (*call)(void);

/* sqlite3_io_methods, version 2 and what 3 appends. */
struct methods {
	int version;
	int (*close)(file *);
	int (*read)(file *, void *, int, int64);
	int (*write)(file *, const void *, int, int64);
	int (*truncate)(file *, int64);
	int (*sync)(file *, int);
	int (*size)(file *, int64 *);
	int (*lock)(file *, int);
	int (*unlock)(file *, int);
	int (*reserved)(file *, int *);
	int (*control)(file *, int, void *);
	int (*sector)(file *);
	int (*characteristics)(file *);
	int (*shmMap)(file *, int, int, int, void volatile **);
	int (*shmLock)(file *, int, int, int);
	void (*shmBarrier)(file *);
	int (*shmUnmap)(file *, int);
	int (*fetch)(file *, int64, int, void **);
	int (*unfetch)(file *, int64, void *);
};

/* sqlite3_file */
struct file {
	const struct methods *methods;
};

/* sqlite3_vfs, version 3. */
struct vfs {
	int version;
	int fileSize;
	int maxPath;
	vfs *next;
	const char *name;
	void *data;
	int (*open)(vfs *, const char *, file *, int, int *);
	int (*remove)(vfs *, const char *, int);
	int (*access)(vfs *, const char *, int, int *);
	int (*fullPath)(vfs *, const char *, int, char *);
	void *(*dlOpen)(vfs *, const char *);
	void (*dlError)(vfs *, int, char *);
	call (*dlSym)(vfs *, void *, const char *);
	void (*dlClose)(vfs *, void *);
	int (*randomness)(vfs *, int, char *);
	int (*sleep)(vfs *, int);
	int (*time)(vfs *, double *);
	int (*lastError)(vfs *, int, char *);
	int (*time64)(vfs *, int64 *);
	int (*setCall)(vfs *, const char *, call);
	call (*getCall)(vfs *, const char *);
	const char *(*nextCall)(vfs *, const char *);
};

extern vfs *sqlite3_vfs_find(const char *);
extern int sqlite3_vfs_register(vfs *, int);

/* HELD is less than SQLite's own file system takes at a time, which is 0x1ffff bytes (seekAndWriteFd), and more than any page with its head. */
enum { OK = 0, OPEN_LOG = 0x80000, HEAD = 24, HELD = 126 << 10 };

/* What is kept of an open file, behind SQLite's own structure. It stays empty for all but a log. */
struct kept {
	const struct methods *plain; /* of SQLite's own file system */
	struct methods methods;      /* the same but for those below */
	char *bytes;                 /* HELD of them */
	int length;                  /* to be written */
	int64 at;
	int last; /* the head of a commit's last page is written, the page follows */
};

static vfs *under, ours;

static struct kept *kept(file *f) { return (struct kept *)((char *)f + under->fileSize); }

/* Writes what was gathered. It is gone where that fails: SQLite takes the commit back and begins its pages anew. */
static int flush(file *f) {
	struct kept *k = kept(f);
	int n = k->length;
	k->length = 0;
	return n ? k->plain->write(f, k->bytes, n, k->at) : OK;
}

static int gather(file *f, const void *bytes, int n, int64 at) {
	struct kept *k = kept(f);
	if (k->length && (at != k->at + k->length || k->length + n > HELD)) {
		int code = flush(f);
		if (code) return code;
	}
	if (n > HELD) return k->plain->write(f, bytes, n, at);
	if (!k->length) k->at = at;
	memcpy(k->bytes + k->length, bytes, n);
	k->length += n;
	if (k->last) {
		k->last = 0;
		return flush(f);
	}
	/* The second four bytes of a page's head are the size of the database after a commit, else nought (sqlite.org/fileformat2.html, 4.1). */
	k->last = n == HEAD && memcmp((const char *)bytes + 4, "\0\0\0\0", 4) != 0;
	return OK;
}

static int readLog(file *f, void *bytes, int n, int64 at) {
	int code = flush(f);
	return code ? code : kept(f)->plain->read(f, bytes, n, at);
}

static int cutLog(file *f, int64 size) {
	int code = flush(f);
	return code ? code : kept(f)->plain->truncate(f, size);
}

static int syncLog(file *f, int flags) {
	int code = flush(f);
	return code ? code : kept(f)->plain->sync(f, flags);
}

static int sizeOfLog(file *f, int64 *size) {
	int code = flush(f);
	return code ? code : kept(f)->plain->size(f, size);
}

static int closeLog(file *f) {
	int code = flush(f), closed = kept(f)->plain->close(f);
	free(kept(f)->bytes);
	return code ? code : closed;
}

static int openFile(vfs *v, const char *path, file *f, int flags, int *out) {
	struct kept *k = kept(f);
	int code = under->open(under, path, f, flags, out);
	(void)v;
	if (code || !(flags & OPEN_LOG) || f->methods == NULL) return code;
	k->bytes = malloc(HELD);
	if (k->bytes == NULL) return OK; /* as SQLite writes it */
	k->plain = f->methods;
	k->length = k->last = 0;
	k->methods = *k->plain;
	k->methods.write = gather;
	k->methods.read = readLog;
	k->methods.truncate = cutLog;
	k->methods.sync = syncLog;
	k->methods.size = sizeOfLog;
	k->methods.close = closeLog;
	f->methods = &k->methods;
	return OK;
}

/* Registers the file system once; the caller sees to it that no two do at a time. */
int candor_onewrite(const char *name) {
	if (under != NULL) return OK;
	vfs *own = sqlite3_vfs_find(NULL);
	if (own == NULL || own->version < 3) return 1;
	ours = *own;
	ours.name = name;
	ours.next = NULL;
	ours.fileSize = own->fileSize + (int)sizeof(struct kept);
	ours.open = openFile;
	under = own;
	return sqlite3_vfs_register(&ours, 0);
}
