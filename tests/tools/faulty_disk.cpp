// A disk that is slow, full, or broken: a library to be preloaded (LD_PRELOAD), which stands
// between a program and write(2) and writev(2) to regular files.
//
//   FAULTY_DISK_SLOW_MS=N    each write takes so much longer,
//   FAULTY_DISK_SLOW_WRITES=N  so many of them (default: all)
//   FAULTY_DISK_ERROR=N      the errno of every write once
//   FAULTY_DISK_BYTES=N      so many bytes were written; the write that passes them is a short one

#include <dlfcn.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace {

long setting(const char* name, long otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::atol(value);
}

bool is_on_disk(int file) {
  struct stat status {};
  return fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

void take_a_while() {
  static const long ms = setting("FAULTY_DISK_SLOW_MS", 0);
  static std::atomic<long> left = setting("FAULTY_DISK_SLOW_WRITES", -1);
  if (ms == 0 || left == 0) return;
  if (left > 0) --left;
  const timespec time{ms / 1000, ms % 1000 * 1'000'000};
  nanosleep(&time, nullptr);
}

// A write of `size` bytes, of which `put` writes as many as it is told.
template <class Put>
ssize_t write_to(int file, size_t size, Put put) {
  static const long error = setting("FAULTY_DISK_ERROR", 0);
  static std::atomic<long> room = setting("FAULTY_DISK_BYTES", 0);
  if (!is_on_disk(file)) return put(size);
  take_a_while();
  if (error == 0) return put(size);
  if (room <= 0) {
    errno = static_cast<int>(error);
    return -1;
  }
  const ssize_t done = put(std::min(size, static_cast<size_t>(room)));
  if (done > 0) room -= done;
  return done;
}

}  // namespace

extern "C" ssize_t write(int file, const void* bytes, size_t size) {
  using Write = ssize_t (*)(int, const void*, size_t);
  static const auto real = reinterpret_cast<Write>(dlsym(RTLD_NEXT, "write"));
  return write_to(file, size, [&](size_t most) { return real(file, bytes, most); });
}

extern "C" ssize_t writev(int file, const iovec* parts, int count) {
  using Writev = ssize_t (*)(int, const iovec*, int);
  static const auto real = reinterpret_cast<Writev>(dlsym(RTLD_NEXT, "writev"));
  size_t size = 0;
  for (int i = 0; i < count; ++i) size += parts[i].iov_len;
  return write_to(file, size, [&](size_t most) {
    std::vector<iovec> some;
    for (int i = 0; i < count && most > 0; ++i) {
      some.push_back({parts[i].iov_base, std::min(parts[i].iov_len, most)});
      most -= some.back().iov_len;
    }
    return real(file, some.data(), static_cast<int>(some.size()));
  });
}
