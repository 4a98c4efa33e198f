#include "sensor/sinks/file_names.h"

#include <fmt/format.h>

#include <cctype>
#include <climits>
#include <ctime>
#include <utility>
#include <vector>

namespace tapbond {
namespace {

constexpr std::size_t kRemembered = 100'000;  // names

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

std::string FileNames::base(std::int64_t second) const {
  return with_time_ ? with_time(path_, second) : path_;
}

std::string FileNames::name(std::int64_t second, std::uint64_t number, std::uint64_t repeat) const {
  const std::string name = numbered(base(second), repeat);
  if (number == 0 && digits_ == 0) return name;
  return name + fmt::format("{:0{}}", number, digits_);
}

std::uint64_t FileNames::begin_period(std::int64_t second,
                                      const std::function<bool(std::uint64_t)>& taken) {
  const auto [entry, is_new] = repeats_.try_emplace(base(second), 0);
  if (is_new) remembered_.push_back(entry->first);
  do ++entry->second;
  while (taken(entry->second));
  const std::uint64_t repeat = entry->second;
  if (remembered_.size() > kRemembered) {
    repeats_.erase(remembered_.front());
    remembered_.pop_front();
  }
  return repeat;
}

std::string FileNames::numbered(const std::string& name, std::uint64_t number) {
  if (number == 1) return name;
  const std::size_t begin = name.find_last_of('/') + 1;
  std::size_t end = name.size();
  // .gz says nothing of what is compressed. What a time has behind a dot is no extension.
  if (name.ends_with(".gz") && end > begin + 3) end -= 3;
  const std::size_t dot = name.find_last_of('.', end - 1);
  if (dot != std::string::npos && dot > begin && dot + 1 < end &&
      std::isalpha(static_cast<unsigned char>(name[dot + 1])) != 0) {
    end = dot;
  }
  return fmt::format("{}-{}{}", name.substr(0, end), number, name.substr(end));
}

}  // namespace tapbond
