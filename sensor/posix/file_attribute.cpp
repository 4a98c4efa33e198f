#include "sensor/posix/file_attribute.h"

#include <sys/types.h>
#ifdef __FreeBSD__
#include <sys/extattr.h>
#else
#include <sys/xattr.h>
#endif

#include <array>
#include <cerrno>

namespace tapbond {
namespace {

constexpr std::size_t kMost = 1024;  // bytes of a value; what is longer is not ours

#ifdef __FreeBSD__
ssize_t set(int file, const std::string& name, std::string_view value) {
  return ::extattr_set_fd(file, EXTATTR_NAMESPACE_USER, name.c_str(), value.data(), value.size());
}
ssize_t get(const std::string& path, const std::string& name, std::array<char, kMost>& value) {
  return ::extattr_get_link(path.c_str(), EXTATTR_NAMESPACE_USER, name.c_str(), value.data(),
                            value.size());
}
#else
ssize_t set(int file, const std::string& name, std::string_view value) {
  return ::fsetxattr(file, ("user." + name).c_str(), value.data(), value.size(), 0);
}
ssize_t get(const std::string& path, const std::string& name, std::array<char, kMost>& value) {
  return ::lgetxattr(path.c_str(), ("user." + name).c_str(), value.data(), value.size());
}
#endif

}  // namespace

int set_attribute(int file, const std::string& name, std::string_view value) {
  return set(file, name, value) < 0 ? errno : 0;
}

std::string attribute_of(const std::string& path, const std::string& name) {
  std::array<char, kMost> value;
  const ssize_t size = get(path, name, value);
  return size > 0 ? std::string(value.data(), static_cast<std::size_t>(size)) : std::string();
}

}  // namespace tapbond
