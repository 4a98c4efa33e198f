// What the tests of this folder share: a scratch folder, a capture read to its end, and the tools
// that judge what was written.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sensor/files/capture_reader.h"
#include "sensor/sinks/capture_file_sink.h"

namespace tapbond {

// An empty folder, removed with all that is in it.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::string path(const std::string& name) const { return path_ + "/" + name; }
  // Writes a file and returns its path.
  std::string file(const std::string& name, const std::string& content) const;

 private:
  std::string path_;
};

std::string content_of(const std::string& path);

struct Packet {
  std::int64_t stamp = 0;
  std::string bytes;
  std::uint32_t length = 0;
  std::uint32_t interface = 0;  // in the order in which the file names them

  bool operator==(const Packet&) const = default;
};
void PrintTo(const Packet& packet, std::ostream* out);

// A capture file as a reader found it.
struct Capture {
  std::vector<Interface> interfaces;
  std::vector<Packet> packets;
  std::vector<std::pair<std::uint32_t, InterfaceCounts>> statistics;  // by interface, as they came
  CaptureReader::Status status = CaptureReader::Status::kFrames;
  std::string problem;
};
// Waits for a stream until it is known what it brings. Throws std::runtime_error with one line that
// begins with the path.
std::unique_ptr<CaptureReader> open_capture(const std::string& path, std::uint16_t leg,
                                            SlabPool& pool,
                                            const CaptureReader::OnInterface& on_interface,
                                            const CaptureReader::OnStatistics& on_statistics = {},
                                            const Beside& beside = {});
// Throws what open_capture throws. Waits for what a stream brings.
Capture read_capture(const std::string& path);

// Frames in a slab of their own, for a sink.
class FrameMaker {
 public:
  const Frame& add(std::int64_t stamp, const std::string& bytes, std::uint32_t length = 0,
                   std::uint32_t interface = 0);
  std::span<const Frame> frames() const { return frames_; }

 private:
  std::vector<std::unique_ptr<std::string>> bytes_;
  std::vector<Frame> frames_;
};

// An Ethernet frame with an IPv4 UDP datagram in it, so that the tools have something to show.
// It carries `number`, and has `size` bytes (at least 46).
std::string numbered_frame(std::uint32_t number, std::size_t size = 60);
std::uint32_t number_of(const std::string& frame);

bool has_tool(const std::string& name);

struct ToolRun {
  int exit_code = -1;
  std::string out;
  std::string err;
  std::vector<std::string> lines() const;
};
// Through the shell.
ToolRun run_tool(const std::string& command);

// Runs `body` in a process of its own, which does not outlive this one; its result is the status.
pid_t in_child(const std::function<int()>& body);

}  // namespace tapbond

// For the tests that need a tool to judge: they say which one is missing.
#define TAPBOND_NEED_TOOL(name)                                                    \
  do {                                                                             \
    if (!tapbond::has_tool(name)) {                                                \
      GTEST_SKIP() << name << " is not installed: nothing to judge the file with"; \
    }                                                                              \
  } while (false)
