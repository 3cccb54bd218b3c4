/* Faults between the program and the operating system or MPI, by LD_PRELOAD. The environment says which:
 *
 *   FAULTS_UNDER   only calls on paths that hold this text are counted
 *   FAULTS_DO      kill          the process dies before the FAULTS_AT-th counted call
 *                  mark          it makes the file FAULTS_MARK before that call, and waits up to 5 s there
 *                  fail          that call fails with errno FAULTS_ERRNO
 *                  fail_all      so do all counted calls
 *                  short         writes take at most 1,000 bytes, and every second one is interrupted by a signal
 *   FAULTS_LOG     a line for each counted call is appended: its name and its path
 *   FAULTS_RANK    only this rank is meddled with
 *   FAULTS_DELAY   "PER_MILLE MOST_MS": so many of the messages and collectives of MPI begin up to MOST_MS later
 *
 * What the calls of glibc's own functions do inside of glibc is not seen; the program writes by the calls below. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <mpi.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { path_size = 4096, longest_short_write = 1000 };

static struct {
  int ready, active;
  const char* under;
  const char* what;
  const char* mark;
  const char* log;
  long at;
  int error;
  long counted;
} faults;

#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

static void make_ready(void) {
  if (faults.ready) return;
  faults.ready = 1;
  const char* const rank = getenv("FAULTS_RANK");
  const char* const mine = getenv("OMPI_COMM_WORLD_RANK");
  faults.under = getenv("FAULTS_UNDER");
  faults.what = getenv("FAULTS_DO");
  faults.mark = getenv("FAULTS_MARK");
  faults.log = getenv("FAULTS_LOG");
  if (faults.what == NULL) faults.what = "";
  if (getenv("FAULTS_AT") != NULL) faults.at = atol(getenv("FAULTS_AT"));
  if (getenv("FAULTS_ERRNO") != NULL) faults.error = atoi(getenv("FAULTS_ERRNO"));
  faults.active = faults.under != NULL && (rank == NULL || mine == NULL || strcmp(rank, mine) == 0);
}

static void note(const char* call, const char* path) {
  char line[path_size + 64];
  const int size = snprintf(line, sizeof line, "%s %s\n", call, path);
  const int descriptor = REAL(open)(faults.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor < 0) return;
  if (REAL(write)(descriptor, line, (size_t)size) != size) abort();
  REAL(close)(descriptor);
}

static void stand_still(void) {
  const int descriptor = REAL(open)(faults.mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor >= 0) REAL(close)(descriptor);
  const struct timespec wait = {5, 0};
  nanosleep(&wait, NULL);
}

/* Whether this call is to fail; errno says how. */
static int meddle(const char* call, const char* path) {
  make_ready();
  if (!faults.active || path == NULL || strstr(path, faults.under) == NULL) return 0;
  ++faults.counted;
  if (faults.log != NULL) note(call, path);
  const int now = faults.counted == faults.at;
  if (now && strcmp(faults.what, "kill") == 0) raise(SIGKILL);
  if (now && strcmp(faults.what, "mark") == 0) stand_still();
  if ((now && strcmp(faults.what, "fail") == 0) || strcmp(faults.what, "fail_all") == 0) {
    errno = faults.error;
    return 1;
  }
  return 0;
}

static int meddle_fd(const char* call, int descriptor) {
  make_ready();
  if (!faults.active) return 0;
  char link[64];
  char path[path_size];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size < 0) return 0;
  path[size] = 0;
  return meddle(call, path);
}

/* How much of a write is let through; -1: interrupted. */
static ssize_t let_through(size_t size) {
  static int turn = 0;
  if (!faults.active || strcmp(faults.what, "short") != 0) return (ssize_t)size;
  if (++turn % 2 == 0) {
    errno = EINTR;
    return -1;
  }
  return size < longest_short_write ? (ssize_t)size : longest_short_write;
}

static mode_t mode_of(int flags, va_list more) {
  return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(more, mode_t) : 0;
}

#define OPEN(name)                                            \
  int name(const char* path, int flags, ...) {                \
    va_list more;                                             \
    va_start(more, flags);                                    \
    const mode_t mode = mode_of(flags, more);                 \
    va_end(more);                                             \
    return meddle(#name, path) ? -1 : REAL(name)(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define WRITE_AT(name, offset_type)                                                          \
  ssize_t name(int descriptor, const void* bytes, size_t size, offset_type offset) {         \
    if (meddle_fd(#name, descriptor)) return -1;                                             \
    const ssize_t part = let_through(size);                                                  \
    return part < 0 ? -1 : REAL(name)(descriptor, bytes, (size_t)part, offset);              \
  }
WRITE_AT(pwrite, off_t)
WRITE_AT(pwrite64, off64_t)

ssize_t write(int descriptor, const void* bytes, size_t size) {
  if (meddle_fd("write", descriptor)) return -1;
  const ssize_t part = let_through(size);
  return part < 0 ? -1 : REAL(write)(descriptor, bytes, (size_t)part);
}

ssize_t writev(int descriptor, const struct iovec* parts, int count) {
  return meddle_fd("writev", descriptor) ? -1 : REAL(writev)(descriptor, parts, count);
}

int fsync(int descriptor) {
  return meddle_fd("fsync", descriptor) ? -1 : REAL(fsync)(descriptor);
}

#define TRUNCATE(name, length_type)                                        \
  int name(int descriptor, length_type length) {                           \
    return meddle_fd(#name, descriptor) ? -1 : REAL(name)(descriptor, length); \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int rename(const char* from, const char* to) {
  return meddle("rename", to) ? -1 : REAL(rename)(from, to);
}

int mkdir(const char* path, mode_t mode) {
  return meddle("mkdir", path) ? -1 : REAL(mkdir)(path, mode);
}

int unlink(const char* path) {
  return meddle("unlink", path) ? -1 : REAL(unlink)(path);
}

int remove(const char* path) {
  return meddle("remove", path) ? -1 : REAL(remove)(path);
}

int unlinkat(int folder, const char* name, int flags) {
  return (name[0] == '/' ? meddle("unlinkat", name) : meddle_fd("unlinkat", folder)) ? -1
                                                                                    : REAL(unlinkat)(folder, name, flags);
}

/* ---- Messages that come late */

static void dawdle(void) {
  static int ready = 0, per_mille = 0, most_ms = 0;
  static unsigned seed = 0;
  if (!ready) {
    ready = 1;
    const char* const delay = getenv("FAULTS_DELAY");
    const char* const rank = getenv("OMPI_COMM_WORLD_RANK");
    if (delay == NULL || sscanf(delay, "%d %d", &per_mille, &most_ms) != 2) per_mille = 0;
    seed = 1 + (rank == NULL ? 0 : (unsigned)atoi(rank));
  }
  if (per_mille == 0 || rand_r(&seed) % 1000 >= per_mille) return;
  const long ms = rand_r(&seed) % (most_ms + 1);
  const struct timespec wait = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&wait, NULL);
}

int MPI_Isend(const void* bytes, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm, MPI_Request* request) {
  dawdle();
  return PMPI_Isend(bytes, count, type, to, tag, comm, request);
}

int MPI_Probe(int from, int tag, MPI_Comm comm, MPI_Status* status) {
  dawdle();
  return PMPI_Probe(from, tag, comm, status);
}

int MPI_Allreduce(const void* mine, void* all, int count, MPI_Datatype type, MPI_Op operation, MPI_Comm comm) {
  dawdle();
  return PMPI_Allreduce(mine, all, count, type, operation, comm);
}
