// Readers that are slow, stop, leave or come late.
#include "sensor/posix/output_stream.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

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

}  // namespace
}  // namespace tapbond
