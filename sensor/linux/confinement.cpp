#include "sensor/linux/confinement.h"

#include <sched.h>
#include <seccomp.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>

namespace tapbond {
namespace {

#ifdef TAPBOND_UNCONFINED
constexpr bool kConfined = false;
#else
constexpr bool kConfined = true;
#endif

using Filter = std::unique_ptr<void, decltype(&seccomp_release)>;

// Where a call has several forms, a C library chooses by its version and the processor: all of
// them.
constexpr const char* kNeeded[] = {
    // bytes in and out
    "read",
    "readv",
    "pread64",
    "write",
    "writev",
    "pwrite64",
    "lseek",
    "_llseek",
    "poll",
    "ppoll",
    "ppoll_time64",
    "select",
    "_newselect",
    "pselect6",
    "pselect6_time64",
    "pipe",
    "pipe2",
    "eventfd2",
    "epoll_create1",
    "epoll_ctl",
    "epoll_wait",
    "epoll_pwait",
    "epoll_pwait2",
    "timerfd_settime",
    "timerfd_settime64",
    // files: capture files that follow one another, what /proc and /sys say of a leg
    "open",
    "openat",
    "close",
    "dup",
    "dup2",
    "dup3",
    "fcntl",
    "fcntl64",
    "stat",
    "lstat",
    "fstat",
    "stat64",
    "lstat64",
    "fstat64",
    "newfstatat",
    "fstatat64",
    "statx",
    "statfs",
    "fstatfs",
    "access",
    "faccessat",
    "faccessat2",
    "readlink",
    "readlinkat",
    "getdents",
    "getdents64",
    "getcwd",
    "umask",
    "lgetxattr",
    "fsetxattr",
    "ftruncate",
    "ftruncate64",
    "fallocate",
    "fadvise64",
    "fsync",
    "fdatasync",
    "fchmod",
    "fchown",
    "fchown32",
    "unlink",
    "unlinkat",
    "rename",
    "renameat",
    "renameat2",
    // sockets; what may be made is below
    "bind",
    "connect",
    "listen",
    "accept",
    "accept4",
    "getsockname",
    "getpeername",
    "getsockopt",
    "setsockopt",
    "send",
    "sendto",
    "sendmsg",
    "recv",
    "recvfrom",
    "recvmsg",
    "shutdown",
    // memory and threads; more below
    "munmap",
    "mremap",
    "madvise",
    "brk",
    "futex",
    "futex_time64",
    "set_robust_list",
    "rseq",
    "set_tid_address",
    "sched_yield",
    "sched_getaffinity",
    "membarrier",
    "exit",
    "exit_group",
    "gettid",
    "tgkill",
    // signals and time
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sigreturn",
    "sigaltstack",
    "restart_syscall",
    "clock_gettime",
    "clock_gettime64",
    "clock_getres",
    "clock_getres_time64",
    "clock_nanosleep",
    "clock_nanosleep_time64",
    "nanosleep",
    "gettimeofday",
    "time",
    // who and where we are
    "getpid",
    "getuid",
    "geteuid",
    "getgid",
    "getegid",
    "getuid32",
    "geteuid32",
    "getgid32",
    "getegid32",
    "getrandom",
    "uname",
    "sysinfo",
    "getrlimit",
    "ugetrlimit",
};

constexpr const char* kHostile[] = {
    "execve",
    "execveat",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "init_module",
    "finit_module",
    "delete_module",
    "kexec_load",
    "kexec_file_load",
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "setns",
    "unshare",
    "open_by_handle_at",
    "keyctl",
    "add_key",
    "request_key",
    "reboot",
    "swapon",
    "settimeofday",
    "clock_settime",
    "iopl",
    "ioperm",
    "pidfd_getfd",
    "io_uring_setup",
};

constexpr std::array kDomains = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET};

scmp_arg_cmp argument(unsigned position, scmp_compare comparison, std::uint64_t a,
                      std::uint64_t b = 0) {
  return {position, comparison, a, b};
}

// Collects the first error, so that the list of rules reads as one.
class Rules {
 public:
  explicit Rules(scmp_filter_ctx filter) : filter_(filter) {}

  void add(std::uint32_t action, const char* name,
           std::initializer_list<scmp_arg_cmp> conditions = {}) {
    // Not every processor has each call, nor every version of the library its name.
    const int call = seccomp_syscall_resolve_name(name);
    if (call == __NR_SCMP_ERROR || error_ != 0) return;
    error_ = -seccomp_rule_add_array(filter_, action, call,
                                     static_cast<unsigned>(conditions.size()), conditions.begin());
  }
  int error() const { return error_; }

 private:
  scmp_filter_ctx filter_;
  int error_ = 0;
};

int add_rules(scmp_filter_ctx filter) {
  Rules rules(filter);
  for (const char* call : kNeeded) rules.add(SCMP_ACT_ALLOW, call);
  for (const char* call : kHostile) rules.add(SCMP_ACT_KILL_PROCESS, call);
  for (const int domain : kDomains) {
    rules.add(SCMP_ACT_ALLOW, "socket", {argument(0, SCMP_CMP_EQ, static_cast<unsigned>(domain))});
  }
  for (const char* call : {"mmap", "mmap2", "mprotect"}) {
    rules.add(SCMP_ACT_ALLOW, call, {argument(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)});
  }
  constexpr unsigned kThread = CLONE_VM | CLONE_THREAD;
  rules.add(SCMP_ACT_ALLOW, "clone", {argument(0, SCMP_CMP_MASKED_EQ, kThread, kThread)});
  // Its flags are in memory, where no filter looks: the C library falls back to clone.
  rules.add(SCMP_ACT_ERRNO(ENOSYS), "clone3");
  rules.add(SCMP_ACT_ALLOW, "prctl", {argument(0, SCMP_CMP_EQ, PR_SET_NAME)});
  // Not what types into a terminal.
  rules.add(SCMP_ACT_ALLOW, "ioctl", {argument(1, SCMP_CMP_NE, TIOCSTI)});
  // Asking for limits, not setting them.
  rules.add(SCMP_ACT_ALLOW, "prlimit64", {argument(2, SCMP_CMP_EQ, 0)});
  return rules.error();
}

}  // namespace

void confine() {
  if (!kConfined) return;
  const Filter filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)), seccomp_release);
  int error = filter ? add_rules(filter.get()) : ENOMEM;
  if (error == 0) error = -seccomp_load(filter.get());
  if (error != 0) spdlog::warn("system calls cannot be restricted: {}", std::strerror(error));
}

}  // namespace tapbond
