// What was written is in the file, whichever way each piece of it went.
#include "sensor/posix/direct_writes.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <thread>
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
  std::vector<std::uint8_t> noise(kMost + 1000);
  for (std::uint8_t& byte : noise) byte = static_cast<std::uint8_t>(random() >> 8);
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
    std::copy_n(noise.begin() + random() % 1000, size, begin);
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

// How much of the file the system's cache holds, in its pages.
std::size_t pages_in_cache(int file, std::size_t bytes) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  void* const memory = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) std::abort();
  std::vector<unsigned char> there((bytes + page - 1) / page);
  if (::mincore(memory, bytes, there.data()) != 0) std::abort();
  ::munmap(memory, bytes);
  return static_cast<std::size_t>(std::count_if(
      there.begin(), there.end(), [](unsigned char each) { return (each & 1) != 0; }));
}

// The cache would take a piece sooner: here there is time for the disk.
TEST(DirectWrites, LeaveTheCacheAloneWhereTheDiskKeepsUp) {
  using Clock = std::chrono::steady_clock;
  constexpr std::size_t kPieces = 24;
  std::string path = "/var/tmp/direct_writes_XXXXXX";
  const auto file = FileDescriptor::owned(::mkstemp(path.data()));
  ASSERT_TRUE(file);
  ::unlink(path.c_str());
  OutputStream stream(file, nullptr);
  DirectWrites writes(file.get());
  std::vector<std::uint8_t> buffer(kMost + DirectWrites::kBlock, 0x5a);
  const std::uint8_t* const piece = buffer.data() + DirectWrites::lead(buffer.data(), 0);
  Clock::duration longest{};
  for (std::size_t i = 0; i < kPieces; ++i) {
    const Clock::time_point begin = Clock::now();
    std::size_t done = 0;
    ASSERT_TRUE(writes.write(stream, {piece, kMost}, i * kMost, done));
    if (i == 0 && pages_in_cache(file.get(), kMost) != 0) {
      GTEST_SKIP() << "/var/tmp has no way past the cache";
    }
    longest = std::max(longest, Clock::now() - begin);
    std::this_thread::sleep_for(8 * longest);
  }
  EXPECT_LT(pages_in_cache(file.get(), kPieces * kMost),
            kPieces * kMost / DirectWrites::kBlock / 4);
}

// A disk, as a rule; and what has no cache to be passed by.
INSTANTIATE_TEST_SUITE_P(FileSystems, DirectWritesTest, testing::Values("/var/tmp", "/dev/shm"),
                         [](const auto& parameter) {
                           return std::string(parameter.param) == "/var/tmp" ? "Disk" : "Memory";
                         });

}  // namespace
}  // namespace tapbond
