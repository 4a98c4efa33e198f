#include "sensor/sinks/file_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <climits>
#include <ctime>
#include <filesystem>
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
      with_number_(rotation.file_bytes != 0),
      wraps_at_(rotation.file_bytes != 0 ? rotation.count : 0) {
  for (std::uint64_t last = wraps_at_ == 0 ? 0 : wraps_at_ - 1; last != 0; last /= 10) ++digits_;
  ::tzset();
}

std::vector<std::string> FileNames::existing() const {
  namespace fs = std::filesystem;
  const std::string folder = path_.substr(0, path_.find_last_of('/') + 1);
  std::vector<std::pair<fs::file_time_type, std::string>> found;
  if (with_time_ && folder.find('%') != std::string::npos) return {};
  for (const fs::directory_entry& entry : fs::directory_iterator(folder.empty() ? "." : folder)) {
    const std::string path = folder + entry.path().filename().string();
    if (!entry.is_symlink() && entry.is_regular_file() && gives(path)) {
      found.emplace_back(entry.last_write_time(), path);
    }
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> paths;
  for (auto& [time, path] : found) paths.push_back(std::move(path));
  return paths;
}

// Exactly: a name that is a time by the format, and is what the format makes of that time.
bool FileNames::gives(const std::string& name) const {
  std::size_t end = path_.size();
  if (with_time_) {
    std::tm local{};
    local.tm_mday = 1;
    local.tm_year = 70;
    local.tm_isdst = -1;
    const char* rest = ::strptime(name.c_str(), path_.c_str(), &local);
    if (rest == nullptr) return false;
    end = static_cast<std::size_t>(rest - name.c_str());
    if (with_time(path_, std::mktime(&local)) != name.substr(0, end)) return false;
  } else if (!name.starts_with(path_)) {
    return false;
  }
  const std::string number = name.substr(end);
  if (number.empty()) return digits_ == 0;
  return with_number_ && number.size() >= digits_ &&
         number.find_first_not_of("0123456789") == std::string::npos;
}

std::string FileNames::name(std::int64_t second, std::uint64_t number) const {
  std::string name = with_time_ ? with_time(path_, second) : path_;
  if (number == 0 && digits_ == 0) return name;
  return name + fmt::format("{:0{}}", number, digits_);
}

}  // namespace tapbond
