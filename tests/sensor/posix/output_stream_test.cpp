// Readers that are slow, stop, leave or come late.
#include "sensor/posix/output_stream.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace tapbond {
namespace {

struct Ends {
  FileDescriptor read;
  FileDescriptor write;
};

Ends pipe_ends() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
  return {FileDescriptor::owned(ends[0]), FileDescriptor::owned(ends[1])};
}

Ends socket_ends() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) std::abort();
  return {FileDescriptor::owned(ends[0]), FileDescriptor::owned(ends[1])};
}

class OutputStreamTest : public testing::Test {
 protected:
  OutputStreamTest() { std::signal(SIGPIPE, SIG_IGN); }

  const std::vector<std::uint8_t> much_ = std::vector<std::uint8_t>(4 << 20, 7);
  const std::shared_ptr<Patience> patience_ = std::make_shared<Patience>();
  std::size_t done_ = 0;
};

TEST_F(OutputStreamTest, WaitsForASlowReader) {
  for (const auto make : {pipe_ends, socket_ends}) {
    Ends ends = make();
    std::size_t got = 0;
    std::thread reader([&] {
      std::vector<std::uint8_t> piece(10'000);
      for (ssize_t count; (count = ends.read.read(piece)) > 0;) {
        got += static_cast<std::size_t>(count);
      }
    });
    const FileDescriptor borrowed = FileDescriptor::borrowed(ends.write.get());
    done_ = 0;
    {
      OutputStream stream(borrowed, patience_);
      EXPECT_TRUE(stream.write(much_, done_));
      EXPECT_EQ(::fcntl(borrowed.get(), F_GETFL) & O_NONBLOCK, 0) << "others share it";
    }
    static_cast<void>(ends.write.close());
    reader.join();
    EXPECT_EQ(got, much_.size());
    EXPECT_EQ(done_, much_.size());
  }
}

TEST_F(OutputStreamTest, GivesUpAReaderThatTakesNothing) {
  for (const auto make : {pipe_ends, socket_ends}) {
    Ends ends = make();
    const FileDescriptor borrowed = FileDescriptor::borrowed(ends.write.get());
    OutputStream stream(borrowed, patience_);
    patience_->lose();
    done_ = 0;
    EXPECT_FALSE(stream.write(much_, done_));
    EXPECT_EQ(errno, ETIMEDOUT);
    EXPECT_GT(done_, 0u);
    EXPECT_LT(done_, much_.size());
  }
}

TEST_F(OutputStreamTest, SeesThatTheReaderHasLeft) {
  for (const auto make : {pipe_ends, socket_ends}) {
    Ends ends = make();
    const FileDescriptor borrowed = FileDescriptor::borrowed(ends.write.get());
    OutputStream stream(borrowed, {});
    EXPECT_FALSE(stream.is_left());
    static_cast<void>(ends.read.close());
    EXPECT_TRUE(stream.is_left());
    done_ = 0;
    EXPECT_FALSE(stream.write(much_, done_));
    EXPECT_EQ(errno, EPIPE);
  }
}

TEST_F(OutputStreamTest, WaitsForTheFirstReaderOfAFifo) {
  std::string folder = "/tmp/tapbond-stream-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/fifo";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  {
    const FileDescriptor file = OutputStream::open_fifo(path);
    ASSERT_TRUE(file);
    OutputStream stream(file, patience_);
    EXPECT_TRUE(stream.waits_for_reader());
    EXPECT_FALSE(stream.is_left());
    const auto reader = FileDescriptor::owned(::open(path.c_str(), O_RDONLY | O_NONBLOCK));
    const std::array<std::uint8_t, 3> few{1, 2, 3};
    EXPECT_TRUE(stream.write(few, done_));
    EXPECT_FALSE(stream.waits_for_reader());
  }
  {
    const FileDescriptor file = OutputStream::open_fifo(path);
    OutputStream stream(file, patience_);
    patience_->lose();
    done_ = 0;
    EXPECT_FALSE(stream.write(much_, done_));
    EXPECT_EQ(errno, ENXIO);
  }
  ::unlink(path.c_str());
  ::rmdir(folder.c_str());
}

class PartsTest : public testing::Test {
 protected:
  PartsTest() {
    std::string path = "/var/tmp/output_stream_XXXXXX";
    const int file = ::mkstemp(path.data());
    if (file < 0) std::abort();
    ::unlink(path.c_str());
    file_ = FileDescriptor::owned(file);
  }

  std::string content() const {
    std::string content(4 << 20, '\0');
    const ssize_t count = ::pread(file_.get(), content.data(), content.size(), 0);
    content.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return content;
  }

  FileDescriptor file_;
  std::size_t done_ = 0;
};

// More than one writev(2) takes, and empty ones among them.
TEST_F(PartsTest, AreWrittenInTheirOrder) {
  std::vector<std::string> texts;
  std::string all;
  for (int i = 0; i < 3000; ++i) {
    texts.emplace_back(static_cast<std::size_t>(i % 7) * 100, static_cast<char>('a' + i % 26));
    all += texts.back();
  }
  std::vector<iovec> parts;
  for (std::string& text : texts) parts.push_back({text.data(), text.size()});
  OutputStream stream(file_, nullptr);
  ASSERT_TRUE(stream.write(parts, done_));
  EXPECT_EQ(done_, all.size());
  EXPECT_TRUE(content() == all);
}

TEST_F(PartsTest, OfAFileThatWasCutShortAreWrittenUpToThere) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  std::string path = "/var/tmp/output_stream_XXXXXX";
  const auto source = FileDescriptor::owned(::mkstemp(path.data()));
  ASSERT_TRUE(source);
  ::unlink(path.c_str());
  ASSERT_EQ(::ftruncate(source.get(), static_cast<off_t>(2 * page)), 0);
  void* const window = ::mmap(nullptr, 2 * page, PROT_READ, MAP_SHARED, source.get(), 0);
  ASSERT_NE(window, MAP_FAILED);
  ASSERT_EQ(::ftruncate(source.get(), static_cast<off_t>(page)), 0);
  std::string front = "front";
  std::array<iovec, 2> parts{{{front.data(), front.size()}, {window, 2 * page}}};
  OutputStream stream(file_, nullptr);
  EXPECT_FALSE(stream.write(parts, done_));
  const int error = errno;
  ::munmap(window, 2 * page);
  EXPECT_EQ(OutputStream::reason(error), "a file that is read was cut short meanwhile");
  EXPECT_EQ(content().size(), done_);
  EXPECT_GE(done_, front.size());
  EXPECT_LE(done_, front.size() + page);
}

}  // namespace
}  // namespace tapbond
