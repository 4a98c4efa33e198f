#include "bond/slab_pool.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <set>
#include <system_error>
#include <vector>

#include "tests/bond/invented.h"

namespace tapbond {
namespace {

Frame frame_in(std::uint16_t slab) {
  Frame frame = invented::frame(0, 0);
  frame.slab = slab;
  return frame;
}

void release(SlabPool& pool, std::uint16_t slab, std::size_t frames) {
  pool.release(std::vector<Frame>(frames, frame_in(slab)));
}

// Whether each page from `memory` on is there for this process (bit 63 of an entry,
// Documentation/admin-guide/mm/pagemap.rst). Empty where the system does not tell.
std::vector<bool> pages_there(const std::uint8_t* memory, std::size_t bytes) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  std::vector<std::uint64_t> entries(bytes / page);
  const int file = ::open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  const auto offset = reinterpret_cast<std::uintptr_t>(memory) / page * sizeof entries[0];
  const std::size_t wanted = entries.size() * sizeof entries[0];
  const ssize_t got = ::pread(file, entries.data(), wanted, static_cast<off_t>(offset));
  if (file >= 0) ::close(file);
  if (got != static_cast<ssize_t>(wanted)) return {};
  std::vector<bool> there;
  for (const std::uint64_t entry : entries) there.push_back((entry >> 63) != 0);
  return there;
}

std::size_t count_there(const std::vector<bool>& pages) {
  return static_cast<std::size_t>(std::count(pages.begin(), pages.end(), true));
}

TEST(SlabPool, AllowsAsManySlabsAsFitTheBound) {
  EXPECT_EQ(SlabPool(8 * SlabPool::kSlabBytes, 1).bound(), 8 * SlabPool::kSlabBytes);
  EXPECT_EQ(SlabPool(9 * SlabPool::kSlabBytes - 1, 1).bound(), 8 * SlabPool::kSlabBytes);
}

TEST(SlabPool, AllowsTheLeastNumberOfSlabsUnderASmallerBound) {
  EXPECT_EQ(SlabPool(0, 3).bound(), 3 * SlabPool::kSlabBytes);
  EXPECT_EQ(SlabPool(SlabPool::kSlabBytes, 3).bound(), 3 * SlabPool::kSlabBytes);
}

TEST(SlabPool, AllowsNoMoreSlabsThanAFrameCanName) {
  EXPECT_EQ(SlabPool(std::numeric_limits<std::size_t>::max(), 1).bound(),
            std::size_t{std::numeric_limits<std::uint16_t>::max()} * SlabPool::kSlabBytes);
}

TEST(SlabPool, HandsOutDistinctSlabsUpToTheBound) {
  SlabPool pool(4 * SlabPool::kSlabBytes, 1);
  std::set<std::uint16_t> slabs;
  std::set<std::uint8_t*> memories;
  for (int i = 0; i < 4; ++i) {
    EXPECT_FALSE(pool.exhausted());
    const auto slab = pool.open();
    ASSERT_TRUE(slab);
    slabs.insert(*slab);
    memories.insert(pool.memory(*slab));
  }
  EXPECT_EQ(slabs.size(), 4u);
  EXPECT_EQ(memories.size(), 4u);
  EXPECT_TRUE(pool.exhausted());
  EXPECT_FALSE(pool.open());
  EXPECT_FALSE(pool.open());
}

TEST(SlabPool, LetsAllOfASlabBeWritten) {
  SlabPool pool(2 * SlabPool::kSlabBytes, 1);
  const std::uint16_t first = pool.open().value();
  const std::uint16_t second = pool.open().value();
  std::memset(pool.memory(first), 0x11, SlabPool::kSlabBytes);
  std::memset(pool.memory(second), 0x22, SlabPool::kSlabBytes);
  EXPECT_EQ(pool.memory(first)[SlabPool::kSlabBytes - 1], 0x11);
  EXPECT_EQ(pool.memory(second)[0], 0x22);
}

TEST(SlabPool, TakesMemoryOnlyWhenItIsNeeded) {
  SlabPool pool(16 * SlabPool::kSlabBytes, 1);
  EXPECT_EQ(pool.peak(), 0u);
  for (int i = 0; i < 100; ++i) pool.close(pool.open().value());
  EXPECT_EQ(pool.peak(), SlabPool::kSlabBytes);
  const std::uint16_t first = pool.open().value();
  const std::uint16_t second = pool.open().value();
  EXPECT_EQ(pool.peak(), 2 * SlabPool::kSlabBytes);
  pool.close(first);
  pool.close(second);
  EXPECT_EQ(pool.peak(), 2 * SlabPool::kSlabBytes);
}

TEST(SlabPool, IsWarmWhereItIsUsedFirst) {
  constexpr std::size_t kUsedFirst = 2;
  constexpr std::size_t kMayHaveLargePages = 4;  // one may reach over the next slabs
  constexpr std::size_t kAll = 64;
  SlabPool pool(kAll * SlabPool::kSlabBytes, 1);
  pool.warm_up();
  EXPECT_EQ(pool.peak(), 0u) << "no slab is in use yet";
  const std::uint8_t* first = pool.memory(pool.open().value());
  for (std::size_t i = 0; i < kAll; ++i) {
    const auto pages = pages_there(first + i * SlabPool::kSlabBytes, SlabPool::kSlabBytes);
    if (pages.empty()) GTEST_SKIP() << "/proc/self/pagemap cannot be read";
    if (i < kUsedFirst) {
      EXPECT_EQ(count_there(pages), pages.size()) << "slab " << i;
    }
    if (i >= kMayHaveLargePages) {
      EXPECT_EQ(count_there(pages), 0u) << "slab " << i;
    }
  }
}

TEST(SlabPool, HoldsBackWhatIsDear) {
  constexpr std::int64_t kEverythingIs = 0;
  SlabPool pool(64 * SlabPool::kSlabBytes, 1);
  pool.warm_up(kEverythingIs);
  std::vector<std::uint16_t> slabs;
  while (const auto slab = pool.open()) slabs.push_back(*slab);
  EXPECT_EQ(slabs.size(), 35u) << "those that are meant to be used, and three by which it is known";
  EXPECT_TRUE(pool.exhausted());
  pool.close(slabs.back());
  EXPECT_FALSE(pool.exhausted());
  EXPECT_EQ(pool.open(), slabs.back()) << "what was used before";
  EXPECT_FALSE(pool.grow()) << "nothing was asked for in vain";

  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(pool.open());
    EXPECT_TRUE(pool.grow());
    EXPECT_FALSE(pool.exhausted());
    EXPECT_TRUE(pool.open());
  }
  EXPECT_EQ(pool.peak(), 37 * SlabPool::kSlabBytes);
}

TEST(SlabPool, TakesWhatIsCheap) {
  SlabPool pool(40 * SlabPool::kSlabBytes, 1);
  pool.warm_up(std::numeric_limits<std::int64_t>::max());
  std::size_t slabs = 0;
  while (pool.open()) ++slabs;
  EXPECT_EQ(slabs, 40u);
  EXPECT_FALSE(pool.grow()) << "it is the bound that is in the way";
}

TEST(SlabPool, WarmsUpNoMoreThanThereIs) {
  SlabPool pool(2 * SlabPool::kSlabBytes, 1);
  pool.warm_up();
  for (int i = 0; i < 2; ++i) {
    const auto slab = pool.open();
    ASSERT_TRUE(slab);
    std::memset(pool.memory(*slab), 0x33, SlabPool::kSlabBytes);
  }
  EXPECT_FALSE(pool.open());
}

TEST(SlabPool, FreesASlabThatIsClosedWithoutFrames) {
  SlabPool pool(SlabPool::kSlabBytes, 1);
  const std::uint16_t slab = pool.open().value();
  EXPECT_TRUE(pool.exhausted());
  pool.close(slab);
  EXPECT_FALSE(pool.exhausted());
  EXPECT_EQ(pool.open(), slab);
}

TEST(SlabPool, KeepsAClosedSlabUntilItsLastFrameIsReleased) {
  SlabPool pool(SlabPool::kSlabBytes, 1);
  const std::uint16_t slab = pool.open().value();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(pool.add_frame(slab));
  pool.close(slab);
  EXPECT_FALSE(pool.open());
  release(pool, slab, 2);
  EXPECT_FALSE(pool.open());
  release(pool, slab, 1);
  EXPECT_EQ(pool.open(), slab);
}

TEST(SlabPool, TakesSlabsOutOfUseForALargeFrame) {
  SlabPool pool(8 * SlabPool::kSlabBytes, 1);
  const std::size_t bytes = 5 * SlabPool::kSlabBytes + 1;
  const std::uint16_t large = pool.open_large(bytes).value();
  std::memset(pool.memory(large), 0x11, bytes);
  const std::uint16_t first = pool.open().value();
  const std::uint16_t second = pool.open().value();
  std::memset(pool.memory(first), 0x22, SlabPool::kSlabBytes);
  EXPECT_FALSE(pool.open());
  EXPECT_TRUE(pool.exhausted());
  EXPECT_EQ(pool.memory(large)[bytes - 1], 0x11);
  ASSERT_TRUE(pool.add_frame(large));
  pool.close(large);
  EXPECT_TRUE(pool.exhausted());
  release(pool, large, 1);
  EXPECT_FALSE(pool.exhausted());
  pool.close(first);
  pool.close(second);
  for (int i = 0; i < 8; ++i) {
    const auto slab = pool.open();
    ASSERT_TRUE(slab) << i;
    std::memset(pool.memory(*slab), 0x33, SlabPool::kSlabBytes);
  }
  EXPECT_EQ(pool.peak(), pool.bound());
}

TEST(SlabPool, IsExhaustedForALargeFrameUntilThereIsEnough) {
  SlabPool pool(4 * SlabPool::kSlabBytes, 1);
  const std::uint16_t first = pool.open().value();
  const std::uint16_t second = pool.open().value();
  EXPECT_FALSE(pool.open_large(4 * SlabPool::kSlabBytes));
  EXPECT_TRUE(pool.exhausted());
  pool.close(first);
  EXPECT_TRUE(pool.exhausted());
  pool.close(second);
  EXPECT_FALSE(pool.exhausted());
  EXPECT_TRUE(pool.open_large(4 * SlabPool::kSlabBytes));
}

// Each has all that it may have, and none waits for another.
TEST(SlabPool, HasForEveryHolderWhatItMayHaveAtOnce) {
  constexpr std::size_t kHolders = 3;
  SlabPool pool(20 * SlabPool::kSlabBytes, kHolders + 2, kHolders);
  EXPECT_EQ(pool.most_at_once(), 6 * SlabPool::kSlabBytes);
  EXPECT_EQ(pool.bound_for(pool.most_at_once()), pool.bound());
  for (std::size_t i = 0; i < kHolders; ++i) EXPECT_TRUE(pool.open_large(pool.most_at_once()));
  EXPECT_EQ(SlabPool(0, kHolders + 2, kHolders).most_at_once(), SlabPool::kSlabBytes);
}

TEST(SlabPool, KeepsAnOpenSlabWhoseFramesAreAllReleased) {
  SlabPool pool(SlabPool::kSlabBytes, 1);
  const std::uint16_t slab = pool.open().value();
  ASSERT_TRUE(pool.add_frame(slab));
  release(pool, slab, 1);
  EXPECT_FALSE(pool.open());
  ASSERT_TRUE(pool.add_frame(slab));
  pool.close(slab);
  EXPECT_FALSE(pool.open());
  release(pool, slab, 1);
  EXPECT_EQ(pool.open(), slab);
  EXPECT_FALSE(pool.open()) << "the slab must not be handed out twice";
}

TEST(SlabPool, ReleasesFramesOfSeveralSlabsInAnyOrder) {
  SlabPool pool(3 * SlabPool::kSlabBytes, 1);
  std::vector<Frame> frames;
  for (int i = 0; i < 3; ++i) {
    const std::uint16_t slab = pool.open().value();
    for (int j = 0; j < 2; ++j) {
      ASSERT_TRUE(pool.add_frame(slab));
      frames.push_back(frame_in(slab));
    }
    pool.close(slab);
  }
  const std::vector<Frame> mixed{frames[0], frames[4], frames[2], frames[5]};
  pool.release(mixed);
  EXPECT_EQ(pool.open(), frames[4].slab);
  EXPECT_FALSE(pool.open());
  pool.release(std::vector<Frame>{frames[3], frames[1]});
  EXPECT_TRUE(pool.open());
  EXPECT_TRUE(pool.open());
  EXPECT_FALSE(pool.open());
}

TEST(SlabPool, ReusesTheSlabThatWasFreedLast) {
  SlabPool pool(3 * SlabPool::kSlabBytes, 1);
  const std::uint16_t a = pool.open().value();
  const std::uint16_t b = pool.open().value();
  const std::uint16_t c = pool.open().value();
  pool.close(c);
  pool.close(a);
  pool.close(b);
  EXPECT_EQ(pool.open(), b);
  EXPECT_EQ(pool.open(), a);
  EXPECT_EQ(pool.open(), c);
}

TEST(SlabPool, TakesNoMoreFramesThanItsFill) {
  SlabPool pool(SlabPool::kSlabBytes, 1);
  const std::uint16_t slab = pool.open().value();
  for (std::uint32_t i = 0; i < SlabPool::kSlabFrames; ++i) ASSERT_TRUE(pool.add_frame(slab));
  EXPECT_FALSE(pool.add_frame(slab));
  EXPECT_FALSE(pool.add_frame(slab));

  // The refused frames were not counted, so releasing the others frees the slab.
  pool.close(slab);
  release(pool, slab, SlabPool::kSlabFrames - 1);
  EXPECT_FALSE(pool.open());
  release(pool, slab, 1);
  ASSERT_EQ(pool.open(), slab);
  EXPECT_TRUE(pool.add_frame(slab)) << "a slab that is opened again is empty";
}

TEST(SlabPool, CountsTheFillSinceOpeningEvenWhenFramesAreReleasedMeanwhile) {
  SlabPool pool(SlabPool::kSlabBytes, 1);
  const std::uint16_t slab = pool.open().value();
  for (std::uint32_t i = 0; i < SlabPool::kSlabFrames; ++i) {
    ASSERT_TRUE(pool.add_frame(slab));
    release(pool, slab, 1);
  }
  EXPECT_FALSE(pool.add_frame(slab)) << "released bytes are not written over in an open slab";
}

class SlabPoolWindow : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(file_, nullptr);
    for (int i = 0; i < 3 * 4096; ++i) std::fputc(i / 4096 + 'a', file_.get());
    std::fflush(file_.get());
  }

  int descriptor() const { return fileno(file_.get()); }

  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  const std::unique_ptr<std::FILE, Closer> file_{std::tmpfile()};
};

TEST_F(SlabPoolWindow, ShowsTheFileFromTheOffset) {
  SlabPool pool(0, 2);
  const auto slab = pool.open_window(descriptor(), 4096, 2 * 4096);
  ASSERT_TRUE(slab);
  EXPECT_EQ(pool.memory(*slab)[0], 'b');
  EXPECT_EQ(pool.memory(*slab)[2 * 4096 - 1], 'c');
}

TEST_F(SlabPoolWindow, IsWritableMemoryAgainWhenTheSlabIsReused) {
  SlabPool pool(0, 1);
  const auto window = pool.open_window(descriptor(), 0, 4096);
  ASSERT_TRUE(window);
  EXPECT_FALSE(pool.open()) << "a window counts like any slab";
  pool.close(*window);
  const auto slab = pool.open();
  ASSERT_EQ(slab, window);
  std::memset(pool.memory(*slab), 'x', SlabPool::kSlabBytes);
  pool.close(*slab);
  const auto again = pool.open_window(descriptor(), 0, 4096);
  ASSERT_EQ(again, slab);
  EXPECT_EQ(pool.memory(*again)[0], 'a') << "what was written did not reach the file";
}

TEST_F(SlabPoolWindow, LetsGoOfTheFileWithItsLastFrame) {
  SlabPool pool(0, 1);
  const std::uint16_t slab = pool.open_window(descriptor(), 0, 3 * 4096).value();
  const auto pages = [&] { return pages_there(pool.memory(slab), 3 * 4096); };
  if (pages().empty()) GTEST_SKIP() << "/proc/self/pagemap cannot be read";
  EXPECT_EQ(pool.memory(slab)[0], 'a');
  ASSERT_TRUE(pool.add_frame(slab));
  pool.close(slab);
  EXPECT_NE(count_there(pages()), 0u);
  release(pool, slab, 1);
  EXPECT_EQ(count_there(pages()), 0u);
}

TEST_F(SlabPoolWindow, ThatCannotBeMappedLeavesTheSlabFree) {
  SlabPool pool(0, 1);
  EXPECT_THROW(pool.open_window(-1, 0, 4096), std::system_error);
  EXPECT_TRUE(pool.open());
}

}  // namespace
}  // namespace tapbond
