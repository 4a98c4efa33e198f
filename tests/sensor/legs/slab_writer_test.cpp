#include "sensor/legs/slab_writer.h"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <vector>

#include "tests/bond/invented.h"

namespace tapbond {
namespace {

constexpr std::size_t kSlab = SlabPool::kSlabBytes;

std::size_t free_slabs(SlabPool& pool) {
  std::vector<std::uint16_t> open;
  while (const auto slab = pool.open()) open.push_back(*slab);
  for (const std::uint16_t slab : open) pool.close(slab);
  return open.size();
}

Frame added(SlabWriter& writer, std::uint32_t size, std::uint8_t content = 0x5a) {
  Frame frame = invented::frame(0, 0);
  const std::vector<std::uint8_t> bytes(size, content);
  writer.add(frame, bytes.data(), size);
  frame.captured = size;
  return frame;
}

TEST(SlabWriter, KeepsTheBytesOfEveryFrame) {
  SlabPool pool(4 * kSlab, 1);
  SlabWriter writer(pool);
  std::vector<Frame> frames;
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(writer.ready());
    frames.push_back(
        added(writer, static_cast<std::uint32_t>(1 + i * 37), static_cast<std::uint8_t>(i)));
  }
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const std::vector<std::uint8_t> expected(frames[i].captured, static_cast<std::uint8_t>(i));
    EXPECT_EQ(std::memcmp(frames[i].bytes, expected.data(), expected.size()), 0) << i;
  }
}

TEST(SlabWriter, TakesAFrameThatFillsASlab) {
  SlabPool pool(4 * kSlab, 1);
  SlabWriter writer(pool);
  ASSERT_TRUE(writer.ready());
  const Frame first = added(writer, kSlab);
  EXPECT_EQ(first.bytes, pool.memory(first.slab));
}

TEST(SlabWriter, MovesToTheSpareSlabWhenBytesDoNotFit) {
  SlabPool pool(4 * kSlab, 1);
  SlabWriter writer(pool);
  ASSERT_TRUE(writer.ready());
  const Frame first = added(writer, kSlab - 10);
  const Frame fits = added(writer, 10);
  const Frame does_not = added(writer, 1);
  EXPECT_EQ(fits.slab, first.slab);
  EXPECT_EQ(fits.bytes, first.bytes + kSlab - 10);
  EXPECT_NE(does_not.slab, first.slab);
  EXPECT_EQ(does_not.bytes, pool.memory(does_not.slab));
}

TEST(SlabWriter, MovesToTheSpareSlabWhenItIsFullOfFrames) {
  SlabPool pool(4 * kSlab, 1);
  SlabWriter writer(pool);
  std::vector<Frame> frames;
  for (std::uint32_t i = 0; i <= SlabPool::kSlabFrames; ++i) {
    ASSERT_TRUE(writer.ready());
    frames.push_back(added(writer, 1));
  }
  EXPECT_EQ(frames[SlabPool::kSlabFrames - 1].slab, frames[0].slab);
  EXPECT_NE(frames[SlabPool::kSlabFrames].slab, frames[0].slab);
}

TEST(SlabWriter, TakesFramesWithoutBytes) {
  SlabPool pool(4 * kSlab, 1);
  SlabWriter writer(pool);
  ASSERT_TRUE(writer.ready());
  const std::uint8_t nothing = 0;
  Frame frame = invented::frame(0, 0);
  writer.add(frame, &nothing, 0);
  EXPECT_EQ(frame.bytes, pool.memory(frame.slab));
}

TEST(SlabWriter, HasRoomForAnyOneFrameWheneverItIsReady) {
  SlabPool pool(5 * kSlab, 1);
  SlabWriter writer(pool);
  int frames = 0;
  while (writer.ready()) {
    added(writer, kSlab);
    ++frames;
  }
  EXPECT_EQ(frames, 5) << "the last one went to the spare slab";
  EXPECT_TRUE(pool.exhausted());
  EXPECT_FALSE(writer.ready());
}

TEST(SlabWriter, IsReadyAgainWhenFramesWereReleased) {
  SlabPool pool(3 * kSlab, 1);
  SlabWriter writer(pool);
  std::vector<Frame> frames;
  while (writer.ready()) frames.push_back(added(writer, kSlab));
  pool.release({frames.data(), 1});
  EXPECT_TRUE(writer.ready());
  EXPECT_EQ(added(writer, kSlab).slab, frames.front().slab);
}

TEST(SlabWriter, NeedsTwoSlabsToBeReady) {
  SlabPool pool(kSlab, 1);
  SlabWriter writer(pool);
  EXPECT_FALSE(writer.ready());
  writer.close();
  EXPECT_EQ(free_slabs(pool), 1u);
}

TEST(SlabWriter, GivesItsSlabsBackWhenClosed) {
  SlabPool pool(4 * kSlab, 1);
  SlabWriter writer(pool);
  ASSERT_TRUE(writer.ready());
  const Frame frame = added(writer, 100);
  EXPECT_EQ(free_slabs(pool), 2u);
  writer.close();
  EXPECT_EQ(free_slabs(pool), 3u) << "one has a frame in it";
  pool.release({&frame, 1});
  EXPECT_EQ(free_slabs(pool), 4u);
  writer.close();
  EXPECT_EQ(free_slabs(pool), 4u);
  EXPECT_TRUE(writer.ready()) << "it can go on after close";
}

}  // namespace
}  // namespace tapbond
