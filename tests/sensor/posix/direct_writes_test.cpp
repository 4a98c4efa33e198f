// What was written is in the file, whichever way each piece of it went.
#include "sensor/posix/direct_writes.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace tapbond {
namespace {

constexpr std::size_t kMost = std::size_t{1} << 20;

class DirectWritesTest : public testing::TestWithParam<const char*> {
 protected:
  DirectWritesTest() {
    path_ = std::string(GetParam()) + "/direct_writes_XXXXXX";
    const int file = ::mkstemp(path_.data());
    if (file < 0) std::abort();
    file_ = FileDescriptor::owned(file);
  }
  ~DirectWritesTest() override { ::unlink(path_.c_str()); }

  std::vector<std::uint8_t> content() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  std::string path_;
  FileDescriptor file_;
};

TEST_P(DirectWritesTest, PutEveryByteInItsPlace) {
  std::minstd_rand random(7);
  OutputStream stream(file_, nullptr);
  DirectWrites writes(file_.get());
  std::vector<std::uint8_t> buffer(kMost + 2 * DirectWrites::kBlock);
  std::vector<std::uint8_t> expected;
  for (int piece = 0; piece < 150; ++piece) {
    const std::size_t size = random() % kMost;
    // Some lie as they must not for a direct write.
    const std::size_t off = piece % 10 == 9 ? 1 : 0;
    std::uint8_t* const begin =
        buffer.data() + DirectWrites::lead(buffer.data(), expected.size()) + off;
    for (std::size_t i = 0; i < size; ++i) begin[i] = static_cast<std::uint8_t>(random() >> 8);
    std::size_t done = 0;
    ASSERT_TRUE(writes.write(stream, {begin, size}, expected.size(), done));
    ASSERT_EQ(done, size);
    expected.insert(expected.end(), begin, begin + size);
  }
  EXPECT_TRUE(content() == expected);
}

TEST_P(DirectWritesTest, SayWhatWasWrittenWhenTheFileTakesNoMore) {
  constexpr std::size_t kRoom = 3 * DirectWrites::kLeast / 2 + 100;
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{kRoom, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &limit);
  OutputStream stream(file_, nullptr);
  DirectWrites writes(file_.get());
  std::vector<std::uint8_t> buffer(2 * DirectWrites::kLeast + DirectWrites::kBlock, 0x5a);
  std::size_t done = 0;
  const bool all = writes.write(
      stream, {buffer.data() + DirectWrites::lead(buffer.data(), 0), 2 * DirectWrites::kLeast}, 0,
      done);
  const int error = errno;
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_FALSE(all);
  EXPECT_EQ(error, EFBIG);
  EXPECT_EQ(content().size(), done);
}

// A disk, as a rule; and what has no cache to be passed by.
INSTANTIATE_TEST_SUITE_P(FileSystems, DirectWritesTest, testing::Values("/var/tmp", "/dev/shm"),
                         [](const auto& parameter) {
                           return std::string(parameter.param) == "/var/tmp" ? "Disk" : "Memory";
                         });

}  // namespace
}  // namespace tapbond
