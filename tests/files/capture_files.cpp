#include "capture_files.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "capture_builder.h"
#include "sensor/files/capture_opening.h"

namespace tapbond {
namespace {

constexpr std::size_t kHeaders = 42;  // Ethernet, IPv4, UDP

void pause_a_moment() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }

}  // namespace

ScratchFolder::ScratchFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "tapbond-files-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string ScratchFolder::file(const std::string& name, const std::string& content) const {
  // Some file systems force a file to the disk that is emptied and written again.
  std::filesystem::remove(path(name));
  std::ofstream(path(name), std::ios::binary) << content;
  return path(name);
}

std::string content_of(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

void PrintTo(const Packet& packet, std::ostream* out) {
  *out << "{" << packet.stamp << " ns, " << packet.bytes.size() << " of " << packet.length
       << " bytes, interface " << packet.interface << "}";
}

std::unique_ptr<CaptureReader> open_capture(const std::string& path, std::uint16_t leg,
                                            SlabPool& pool,
                                            const CaptureReader::OnInterface& on_interface,
                                            const CaptureReader::OnStatistics& on_statistics,
                                            const Beside& beside) {
  try {
    CaptureOpening opening(path);
    for (;;) {
      auto reader = opening.proceed(leg, pool, on_interface, on_statistics, beside);
      if (reader) return reader;
      pause_a_moment();
    }
  } catch (const UnreadableFile& error) {
    throw std::runtime_error(path + ' ' + error.what());
  }
}

Capture read_capture(const std::string& path) {
  Capture capture;
  SlabPool pool(0, 2);
  const auto reader = open_capture(
      path, 0, pool,
      [&](Interface interface) {
        capture.interfaces.push_back(std::move(interface));
        return static_cast<std::uint32_t>(capture.interfaces.size() - 1);
      },
      [&](std::uint32_t row, const InterfaceCounts& told) {
        capture.statistics.emplace_back(row, told);
      });
  std::vector<Frame> frames;
  while (capture.status == CaptureReader::Status::kFrames) {
    frames.clear();
    capture.status = reader->read(frames);
    if (capture.status == CaptureReader::Status::kNothing) {
      pause_a_moment();
      capture.status = CaptureReader::Status::kFrames;
    }
    if (capture.status != CaptureReader::Status::kFrames && !frames.empty()) {
      throw std::logic_error("frames came together with the end of the file");
    }
    for (const Frame& frame : frames) {
      const auto* bytes = reinterpret_cast<const char*>(frame.bytes);
      capture.packets.push_back(
          {frame.stamp, std::string(bytes, frame.captured), frame.length, frame.interface});
    }
    pool.release(frames);
  }
  capture.problem = reader->problem();
  return capture;
}

const Frame& FrameMaker::add(std::int64_t stamp, const std::string& bytes, std::uint32_t length,
                             std::uint32_t interface) {
  bytes_.push_back(std::make_unique<std::string>(bytes));
  const auto captured = static_cast<std::uint32_t>(bytes.size());
  return frames_.emplace_back(
      Frame{.stamp = stamp,
            .bytes = reinterpret_cast<const std::uint8_t*>(bytes_.back()->data()),
            .captured = captured,
            .length = length == 0 ? captured : length,
            .interface = static_cast<std::uint16_t>(interface),
            .marks = 0,
            .leg = 0,
            .slab = 0});
}

std::string numbered_frame(std::uint32_t number, std::size_t size) {
  const auto ip_bytes = static_cast<std::uint16_t>(size - 14);
  CaptureBuilder frame(Order::kBig);
  frame.raw(std::string("\x02\0\0\0\0\x02\x02\0\0\0\0\x01", 12)).u16(0x0800);
  frame.u16(0x4500).u16(ip_bytes).u32(0).u8(64).u8(17).u16(0);
  frame.u32(0x0a000001).u32(0x0a000002);
  frame.u16(4000).u16(5000).u16(static_cast<std::uint16_t>(ip_bytes - 20)).u16(0);
  frame.u32(number);
  return frame.data() + std::string(size - frame.size(), 'x');
}

std::uint32_t number_of(const std::string& frame) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    number = number << 8 | static_cast<std::uint8_t>(frame.at(kHeaders + i));
  }
  return number;
}

bool has_tool(const std::string& name) { return run_tool("command -v " + name).exit_code == 0; }

std::vector<std::string> ToolRun::lines() const {
  std::vector<std::string> lines;
  std::istringstream stream(out);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

ToolRun run_tool(const std::string& command) {
  const ScratchFolder folder;
  const std::string redirected =
      "( " + command + " ) >" + folder.path("out") + " 2>" + folder.path("err") + " </dev/null";
  const int status = std::system(redirected.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content_of(folder.path("out")),
          content_of(folder.path("err"))};
}

pid_t in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::_exit(body());
  }
  return child;
}

}  // namespace tapbond
