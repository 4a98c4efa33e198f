#include "sensor/sinks/file_names.h"

#include <fmt/format.h>

#include <climits>
#include <ctime>
#include <utility>
#include <vector>

namespace tapbond {
namespace {

std::string with_time(const std::string& format, std::int64_t second) {
  const auto time = static_cast<std::time_t>(second);
  std::tm local{};
  std::vector<char> text(PATH_MAX);
  if (::localtime_r(&time, &local) == nullptr) return format;
  // 0 is also the length of an empty text, and of one that does not fit.
  const std::size_t size = std::strftime(text.data(), text.size(), format.c_str(), &local);
  return size == 0 ? format : std::string(text.data(), size);
}

}  // namespace

FileNames::FileNames(std::string path, const Rotation& rotation)
    : path_(std::move(path)),
      with_time_(rotation.seconds != 0),
      wraps_at_(rotation.file_bytes != 0 ? rotation.count : 0) {
  for (std::uint64_t last = wraps_at_ == 0 ? 0 : wraps_at_ - 1; last != 0; last /= 10) ++digits_;
  ::tzset();
}

std::string FileNames::name(std::int64_t second, std::uint64_t number) const {
  std::string name = with_time_ ? with_time(path_, second) : path_;
  if (number == 0 && digits_ == 0) return name;
  return name + fmt::format("{:0{}}", number, digits_);
}

}  // namespace tapbond
