// What is left behind when a write fails, or the writer is killed: a valid file, and the truth
// about how many packets are in it.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "capture_files.h"

namespace tapbond {
namespace {

constexpr std::uint32_t kBatch = 500;

// Ignores a signal that would end the process where a write is to fail.
class IgnoredSignal {
 public:
  explicit IgnoredSignal(int number) : number_(number), before_(std::signal(number, SIG_IGN)) {}
  ~IgnoredSignal() { std::signal(number_, before_); }
  IgnoredSignal(const IgnoredSignal&) = delete;
  IgnoredSignal& operator=(const IgnoredSignal&) = delete;

 private:
  int number_;
  void (*before_)(int);
};

class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  IgnoredSignal ignored_{SIGXFSZ};
};

// Standard output is another descriptor for a while.
class StandardOutput {
 public:
  explicit StandardOutput(int fd) : saved_(::dup(STDOUT_FILENO)) { ::dup2(fd, STDOUT_FILENO); }
  ~StandardOutput() {
    ::dup2(saved_, STDOUT_FILENO);
    ::close(saved_);
  }
  StandardOutput(const StandardOutput&) = delete;
  StandardOutput& operator=(const StandardOutput&) = delete;

 private:
  int saved_;
};

FrameMaker batch_from(std::uint32_t first) {
  FrameMaker maker;
  for (std::uint32_t i = first; i < first + kBatch; ++i) {
    maker.add(i, numbered_frame(i, 46 + i * 61 % 1400));
  }
  return maker;
}

struct Failure {
  std::string message;
  std::uint64_t written = 0;
};

// Of sizes that stay where they are until they are written, and some that do not.
FrameMaker large_batch_from(std::uint32_t first) {
  FrameMaker maker;
  for (std::uint32_t i = first; i < first + kBatch; ++i) {
    maker.add(i, numbered_frame(i, 46 + i * 6101 % 20000));
  }
  return maker;
}

// Writes until it fails, at most 64 MB, or more of large frames.
Failure write_until_failure(const std::string& path, FileFormat format,
                            FrameMaker (*batch)(std::uint32_t) = batch_from) {
  CaptureFileOptions options;
  options.path = path;
  options.format = format;
  const auto sink = make_capture_file_sink(options);
  try {
    sink->add_interface(Interface{});
    for (std::uint32_t first = 0; first < 100'000; first += kBatch) {
      sink->write(batch(first).frames());
    }
    sink->finish(std::vector<InterfaceCounts>(1));
  } catch (const SinkError& error) {
    return {error.what(), sink->written()};
  }
  return {"nothing failed", sink->written()};
}

std::string saved(std::uint64_t packets) {
  return "; " + std::to_string(packets) + " packets were saved";
}

void expect_valid(const std::string& path, std::uint64_t packets) {
  const Capture capture = read_capture(path);
  EXPECT_EQ(capture.status, CaptureReader::Status::kEnd) << capture.problem;
  ASSERT_EQ(capture.packets.size(), packets);
  for (std::uint32_t i = 0; i < packets; ++i) {
    ASSERT_EQ(number_of(capture.packets[i].bytes), i);
  }
  if (has_tool("tcpdump")) {
    const ToolRun run = run_tool("tcpdump -nn -r " + path);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_EQ(run.lines().size(), packets);
  }
}

class SinkFailure : public testing::TestWithParam<FileFormat> {
 protected:
  const ScratchFolder folder_;
  const std::string path_ = folder_.path("out");
};

INSTANTIATE_TEST_SUITE_P(Formats, SinkFailure,
                         testing::Values(FileFormat::kPcap, FileFormat::kPcapng),
                         [](const auto& instance) {
                           return instance.param == FileFormat::kPcap ? "pcap" : "pcapng";
                         });

TEST_P(SinkFailure, AtALimitCutsTheFileAtAWholeRecord) {
  // Limits that fall into records, into the first buffer, and where no frame fits at all.
  for (const rlim_t limit : {3'000'001, 2'000'003, 1'234'567, 300'000, 5'000, 200}) {
    Failure failure;
    {
      const FileSizeLimit too_small(limit);
      failure = write_until_failure(path_, GetParam());
    }
    EXPECT_EQ(failure.message,
              path_ + " cannot be written: File too large" + saved(failure.written));
    expect_valid(path_, failure.written);
    const auto size = std::filesystem::file_size(path_);
    EXPECT_LE(size, limit);
    EXPECT_GT(size + 1500, limit) << "more could have been saved";
  }
}

// Standard output never goes past the cache, so that frames are gathered from the first on.
TEST_P(SinkFailure, AtALimitCutsTheFileWithinGatheredFramesToo) {
  for (const rlim_t limit : {20'000'001, 9'999'998, 5'500'000, 1'048'577, 30'000, 5'000}) {
    folder_.file("out", "");
    const int fd = ::open(path_.c_str(), O_WRONLY);
    ASSERT_GE(fd, 0);
    Failure failure;
    {
      const StandardOutput redirected(fd);
      const FileSizeLimit too_small(limit);
      failure = write_until_failure("-", GetParam(), large_batch_from);
    }
    ::close(fd);
    EXPECT_EQ(failure.message,
              "standard output cannot be written: File too large" + saved(failure.written));
    expect_valid(path_, failure.written);
    const auto size = std::filesystem::file_size(path_);
    EXPECT_LE(size, limit);
    EXPECT_GT(size + 20'100, limit) << "more could have been saved";
  }
}

TEST_P(SinkFailure, OfTheFileHeaderLeavesNothingHalf) {
  Failure failure;
  {
    const FileSizeLimit too_small(10);
    failure = write_until_failure(path_, GetParam());
  }
  EXPECT_EQ(failure.message, path_ + " cannot be written: File too large" + saved(0));
  EXPECT_EQ(failure.written, 0u);
  EXPECT_EQ(std::filesystem::file_size(path_), 0u);
}

TEST_P(SinkFailure, OfARedirectedOutputKeepsWhatStoodBefore) {
  for (const int append : {0, O_APPEND}) {
    folder_.file("out", "0123456789");
    const int fd = ::open(path_.c_str(), O_WRONLY | append);
    ASSERT_GE(fd, 0);
    ::lseek(fd, 0, SEEK_END);
    Failure failure;
    {
      const StandardOutput redirected(fd);
      const FileSizeLimit too_small(1'000'000);
      failure = write_until_failure("-", GetParam());
    }
    ::close(fd);
    EXPECT_EQ(failure.message,
              "standard output cannot be written: File too large" + saved(failure.written));
    const std::string content = content_of(path_);
    EXPECT_EQ(content.substr(0, 10), "0123456789");
    expect_valid(folder_.file("rest", content.substr(10)), failure.written);
  }
}

TEST_P(SinkFailure, OfAFullDiskLeavesAValidFile) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can mount a disk this small";
  const std::string disk = folder_.path("disk");
  std::filesystem::create_directory(disk);
  const std::string report = folder_.path("report");
  const std::string copy = folder_.path("copy");
  const pid_t child = in_child([&] {
    if (::unshare(CLONE_NEWNS) != 0) return 77;
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 77;
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=1200k") != 0) return 77;
    const Failure failure = write_until_failure(disk + "/out", GetParam());
    std::filesystem::copy_file(disk + "/out", copy);
    std::ofstream(report) << failure.written << " " << failure.message;
    return 0;
  });
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 77) GTEST_SKIP() << "no mount namespaces here";
  ASSERT_EQ(status, 0);
  std::uint64_t written = 0;
  std::string message;
  std::ifstream in(report);
  in >> written;
  std::getline(in >> std::ws, message);
  EXPECT_EQ(message, disk + "/out cannot be written: No space left on device" + saved(written));
  EXPECT_GT(written, 0u);
  expect_valid(copy, written);
}

TEST_P(SinkFailure, OfAClosedPipeCountsWhatWentThrough) {
  const IgnoredSignal ignored(SIGPIPE);
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const std::string received = folder_.path("received");
  std::thread reader([&] {
    std::ofstream out(received, std::ios::binary);
    std::string piece(10'007, '\0');
    std::size_t total = 0;
    while (total < 1'000'000) {
      const ssize_t got = ::read(ends[0], piece.data(), piece.size());
      if (got <= 0) break;
      out.write(piece.data(), got);
      total += static_cast<std::size_t>(got);
    }
    out.close();
    ::close(ends[0]);
  });
  const Failure failure = write_until_failure("/dev/fd/" + std::to_string(ends[1]), GetParam());
  reader.join();
  ::close(ends[1]);
  EXPECT_EQ(failure.message, "/dev/fd/" + std::to_string(ends[1]) +
                                 " cannot be written: Broken pipe" + saved(failure.written));
  // What the pipe took may be more than what its reader fetched, by what a pipe holds.
  const Capture capture = read_capture(received);
  EXPECT_GE(failure.written, capture.packets.size());
  EXPECT_LE(failure.written, capture.packets.size() + 64 * 1024 / 60);
  EXPECT_GT(capture.packets.size(), 0u);
}

TEST_P(SinkFailure, OfADeviceIsNamed) {
  const Failure failure = write_until_failure("/dev/full", GetParam());
  EXPECT_EQ(failure.message, "/dev/full cannot be written: No space left on device" + saved(0));
  struct stat status {};
  ASSERT_EQ(::stat("/dev/full", &status), 0);
  EXPECT_NE(status.st_mode & 07777, 0600u) << "changed the mode of a device";
}

TEST_P(SinkFailure, OfARemovedFileIsNoticed) {
  CaptureFileOptions options;
  options.path = path_;
  options.format = GetParam();
  const auto sink = make_capture_file_sink(options);
  sink->add_interface(Interface{});
  sink->write(batch_from(0).frames());
  sink->flush();
  std::filesystem::remove(path_);
  sink->write(FrameMaker{}.frames());
  FrameMaker one;
  one.add(1, "x");
  sink->write(one.frames());
  try {
    sink->flush();
    FAIL() << "not noticed";
  } catch (const SinkError& error) {
    EXPECT_EQ(error.what(), path_ +
                                " was removed while it was written, with 500 packets: No such "
                                "file or directory");
  }
  EXPECT_EQ(sink->written(), 500u);
}

TEST_P(SinkFailure, ToCreateSaysWhy) {
  CaptureFileOptions options;
  options.format = GetParam();
  options.path = folder_.path("no/such/folder");
  try {
    make_capture_file_sink(options);
    FAIL() << "created";
  } catch (const SinkError& error) {
    EXPECT_EQ(error.what(), options.path + " cannot be created: No such file or directory");
  }
}

TEST_P(SinkFailure, OfAStreamThatIsSlowIsNone) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
  std::string received;
  std::thread reader([&] {
    std::string piece(50'021, '\0');
    for (;;) {
      std::this_thread::sleep_for(std::chrono::microseconds(500));
      const ssize_t got = ::read(ends[0], piece.data(), piece.size());
      if (got <= 0) break;
      received.append(piece, 0, static_cast<std::size_t>(got));
    }
  });
  std::uint64_t written = 0;
  {
    const StandardOutput redirected(ends[1]);
    CaptureFileOptions options;
    options.path = "-";
    options.format = GetParam();
    const auto sink = make_capture_file_sink(options);
    sink->add_interface(Interface{});
    for (std::uint32_t first = 0; first < 4000; first += kBatch) {
      sink->write(batch_from(first).frames());
    }
    sink->finish(std::vector<InterfaceCounts>(1));
    written = sink->written();
    EXPECT_GE(::fcntl(STDOUT_FILENO, F_GETFD), 0) << "standard output was closed";
  }
  ::close(ends[1]);
  reader.join();
  ::close(ends[0]);
  EXPECT_EQ(written, 4000u);
  expect_valid(folder_.file("received", received), 4000);
}

TEST_P(SinkFailure, ByKillLeavesTheWholeRecords) {
  TAPBOND_NEED_TOOL("tcpdump");
  const pid_t child = in_child([&] {
    CaptureFileOptions options;
    options.path = path_;
    options.format = GetParam();
    const auto sink = make_capture_file_sink(options);
    sink->add_interface(Interface{});
    for (std::uint32_t first = 0;; first += kBatch) sink->write(batch_from(first).frames());
    return 0;
  });
  std::error_code none_yet;
  while (std::filesystem::file_size(path_, none_yet) < 3'000'000 || none_yet) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ::kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));

  // The kernel may have been in the middle of the last write: that record is cut, none before it.
  const Capture capture = read_capture(path_);
  EXPECT_GT(capture.packets.size(), 1000u);
  for (std::uint32_t i = 0; i < capture.packets.size(); ++i) {
    ASSERT_EQ(number_of(capture.packets[i].bytes), i);
  }
  EXPECT_EQ(run_tool("tcpdump -nn -r " + path_).lines().size(), capture.packets.size());
}

}  // namespace
}  // namespace tapbond
