#include "session_log.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace tapbond::test {

SessionLog::SessionLog(const sessions::SessionOptions& options, sessions::LogFormat format,
                       std::int64_t rotate_every) {
  std::string name = (std::filesystem::temp_directory_path() / "sessionsXXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no directory for a test");
  directory_ = name;
  frames_.pcap_header(0xa1b23c4d);
  logs_ = std::make_unique<sessions::Logs>(
      sessions::LogOptions{.directory = name, .format = format, .rotate_every = rotate_every});
  sessions_ = std::make_unique<sessions::Sessions>(options, *logs_);
  sessions_->name_leg(0, "client side");
  sessions_->name_leg(1, "server side");
}

SessionLog::~SessionLog() { std::filesystem::remove_all(directory_); }

void SessionLog::look(const Octets& frame, std::int64_t later, std::uint16_t leg) {
  // A copy with nothing behind it, so that a read beyond the end is one.
  const Octets bytes(frame.begin(), frame.end());
  now_ += later;
  logs_->reached(now_);
  const auto size = static_cast<std::uint32_t>(bytes.size());
  frames_.pcap_record(static_cast<std::uint32_t>(now_ / kSecond),
                      static_cast<std::uint32_t>(now_ % kSecond), {bytes.begin(), bytes.end()},
                      size);
  sessions_->look({.stamp = now_,
                   .bytes = bytes.data(),
                   .captured = size,
                   .length = size,
                   .linktype = 1,
                   .leg = {}},
                  leg);
}

void SessionLog::look_cut(const Octets& frame, std::size_t captured) {
  const Octets bytes(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(captured));
  now_ += kMillisecond;
  sessions_->look({.stamp = now_,
                   .bytes = bytes.data(),
                   .captured = static_cast<std::uint32_t>(bytes.size()),
                   .length = static_cast<std::uint32_t>(frame.size()),
                   .linktype = 1,
                   .leg = {}},
                  0);
}

std::string SessionLog::text(const std::string& log) {
  if (!finished_) {
    sessions_->finish();
    logs_->finish();
    finished_ = true;
  }
  std::ifstream file(directory_ / (log + ".log"));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<nlohmann::json> SessionLog::lines(const std::string& log) {
  std::vector<nlohmann::json> lines;
  std::istringstream rows(text(log));
  for (std::string row; std::getline(rows, row);) lines.push_back(nlohmann::json::parse(row));
  return lines;
}

nlohmann::json SessionLog::line(const std::string& log) {
  const std::vector<nlohmann::json> all = lines(log);
  EXPECT_EQ(all.size(), 1U) << log;
  return all.empty() ? nlohmann::json() : all.front();
}

std::vector<std::string> SessionLog::judged(const std::string& field) const {
  const std::filesystem::path capture = directory_ / "frames.pcap";
  std::ofstream(capture, std::ios::binary) << frames_.data();
  const std::filesystem::path fields = directory_ / "fields";
  const std::string command = "tshark -n -r " + capture.string() +
                              " -T fields -E occurrence=f -e " + field + " >" + fields.string() +
                              " 2>/dev/null";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  std::vector<std::string> values;
  std::ifstream lines(fields);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) values.push_back(line);
  }
  return values;
}

}  // namespace tapbond::test
