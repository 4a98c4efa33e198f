// The log that a stream of frames leads to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sensor/sessions/logs.h"
#include "sensor/sessions/sessions.h"
#include "tests/decoders/frame_builder.h"
#include "tests/files/capture_builder.h"

namespace tapbond::test {

inline constexpr std::int64_t kSecond = 1'000'000'000;
inline constexpr std::int64_t kMillisecond = 1'000'000;
inline constexpr std::int64_t kBegin = 1'700'000'000 * kSecond;

class SessionLog {
 public:
  explicit SessionLog(const sessions::SessionOptions& options = {.most_conversations = 1000,
                                                                 .reassembly_bytes = 1 << 20,
                                                                 .verify_checksums = true},
                      sessions::LogFormat format = sessions::LogFormat::kJson,
                      std::int64_t rotate_every = 0);
  ~SessionLog();

  // So long after the one before.
  void look(const Octets& frame, std::int64_t later = kMillisecond, std::uint16_t leg = 0);
  void look_cut(const Octets& frame, std::size_t captured);

  sessions::Sessions& sessions() { return *sessions_; }
  sessions::Logs& logs() { return *logs_; }
  std::int64_t now() const { return now_; }
  const std::filesystem::path& directory() const { return directory_; }

  // Ends the conversations; the lines of that log, in their order.
  std::vector<nlohmann::json> lines(const std::string& log = "conn");
  std::string text(const std::string& log);  // the file as it is
  // The only one.
  nlohmann::json line(const std::string& log = "conn");

  // What tshark reads from the same frames: that field's values, in their order.
  std::vector<std::string> judged(const std::string& field) const;

 private:
  std::filesystem::path directory_;
  std::unique_ptr<sessions::Logs> logs_;
  std::unique_ptr<sessions::Sessions> sessions_;
  CaptureBuilder frames_;
  std::int64_t now_ = kBegin;
  bool finished_ = false;
};

}  // namespace tapbond::test
