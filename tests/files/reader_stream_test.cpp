// Readers over slabs and streams: frames that cross slabs, a pool with nothing left, short reads,
// signals, and a standard input that does not wait for more than there is.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "capture_builder.h"
#include "capture_files.h"
#include "sensor/files/capture_opening.h"

namespace tapbond {
namespace {

using Status = CaptureReader::Status;

std::uint32_t row_zero(const Interface&) { return 0; }

class Formats : public testing::TestWithParam<bool> {
 protected:
  bool pcapng() const { return GetParam(); }

  // `count` numbered frames of the sizes that `size` gives.
  template <typename Size>
  std::string capture_of(std::uint32_t count, Size size) const {
    CaptureBuilder file;
    if (pcapng()) {
      file.section().interface(1, 0);
    } else {
      file.pcap_header(0xa1b2c3d4);
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::string bytes = numbered_frame(i, size(i));
      const auto length = static_cast<std::uint32_t>(bytes.size());
      if (pcapng()) {
        file.enhanced_packet(0, i, bytes, length);
      } else {
        file.pcap_record(0, i, bytes, length);
      }
    }
    return file.data();
  }

  const ScratchFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Both, Formats, testing::Bool(),
                         [](const auto& instance) { return instance.param ? "pcapng" : "pcap"; });

void expect_numbered(const Capture& capture, std::uint32_t count) {
  EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
  ASSERT_EQ(capture.packets.size(), count);
  for (std::uint32_t i = 0; i < count; ++i) {
    ASSERT_EQ(number_of(capture.packets[i].bytes), i);
    ASSERT_EQ(capture.packets[i].bytes, numbered_frame(i, capture.packets[i].bytes.size()));
    ASSERT_EQ(capture.packets[i].stamp, std::int64_t{i} * 1000);
  }
}

TEST_P(Formats, CrossSlabs) {
  const auto size = [](std::uint32_t i) { return 46 + i * 7919 % 9000; };
  const std::string path = folder_.file("in", capture_of(1500, size));  // about 6.7 MB
  expect_numbered(read_capture(path), 1500);
}

TEST_P(Formats, CrossSlabsWithTheLargestFrames) {
  const auto size = [](std::uint32_t) { return std::size_t{262144}; };
  expect_numbered(read_capture(folder_.file("in", capture_of(20, size))), 20);
}

TEST_P(Formats, FillSlabsWithTinyFrames) {
  CaptureBuilder file;
  const std::uint32_t count = 3 * SlabPool::kSlabFrames + 7;
  if (pcapng()) {
    file.section().interface(1, 0);
  } else {
    file.pcap_header(0xa1b2c3d4);
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    if (pcapng()) {
      file.enhanced_packet(0, i, "", i);
    } else {
      file.pcap_record(0, i, "", i);
    }
  }
  const Capture capture = read_capture(folder_.file("in", file.data()));
  EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
  ASSERT_EQ(capture.packets.size(), count);
  for (std::uint32_t i = 0; i < count; ++i) ASSERT_EQ(capture.packets[i].length, i);
}

// One slab: whatever is read has to be released before reading can go on, and it does go on.
TEST_P(Formats, WaitForASlabAndLoseNothing) {
  const std::uint32_t count = 5000;
  const auto size = [](std::uint32_t i) { return 1000 + i % 500; };
  const std::string path = folder_.file("in", capture_of(count, size));
  SlabPool pool(0, 1);
  const auto reader = open_capture(path, 0, pool, row_zero);
  std::vector<Frame> held;
  std::uint32_t next = 0;
  int waits = 0;
  for (;;) {
    const Status status = reader->read(held);
    if (status == Status::kFrames) continue;
    for (const Frame& frame : held) {
      const auto* bytes = reinterpret_cast<const char*>(frame.bytes);
      ASSERT_EQ(number_of(std::string(bytes, frame.captured)), next++);
    }
    pool.release(held);
    held.clear();
    if (status == Status::kEnd) break;
    ASSERT_EQ(status, Status::kNeedSlab);
    ++waits;
  }
  EXPECT_EQ(next, count);
  EXPECT_GE(waits, 4);
  EXPECT_TRUE(pool.open()) << "the reader kept its slab";
}

TEST_P(Formats, NeverTouchASlabThatWasLeft) {
  const auto size = [](std::uint32_t) { return std::size_t{1400}; };
  const std::uint32_t count = 4000;
  const std::string path = folder_.file("in", capture_of(count, size));
  SlabPool pool(64 << 20, 1);
  std::vector<Frame> frames;
  {
    const auto reader = open_capture(path, 0, pool, row_zero);
    while (reader->read(frames) != Status::kEnd) continue;
    EXPECT_EQ(reader->bytes_read(), reader->bytes_total());
    EXPECT_EQ(reader->bytes_total(), content_of(path).size());
  }
  ASSERT_EQ(frames.size(), count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto* bytes = reinterpret_cast<const char*>(frames[i].bytes);
    ASSERT_EQ(std::string(bytes, frames[i].captured), numbered_frame(i, 1400));
  }
}

TEST_P(Formats, GiveTheSlabBackWhenClosedEarly) {
  const auto size = [](std::uint32_t) { return std::size_t{100}; };
  const std::string path = folder_.file("in", capture_of(10, size));
  SlabPool pool(0, 1);
  std::vector<Frame> frames;
  open_capture(path, 0, pool, row_zero)->read(frames);
  pool.release(frames);
  EXPECT_TRUE(pool.open());
}

TEST_P(Formats, OpenWithAnExhaustedPool) {
  const auto size = [](std::uint32_t) { return std::size_t{100}; };
  const std::string path = folder_.file("in", capture_of(3, size));
  SlabPool pool(0, 1);
  const auto taken = pool.open();
  ASSERT_TRUE(taken);
  const auto reader = open_capture(path, 0, pool, row_zero);
  std::vector<Frame> frames;
  EXPECT_EQ(reader->read(frames), Status::kNeedSlab);
  pool.close(*taken);
  EXPECT_EQ(reader->read(frames), Status::kFrames);
  EXPECT_EQ(frames.size(), 3u);
  pool.release(frames);
  Status status = Status::kFrames;
  while (status == Status::kFrames) status = reader->read(frames);
  EXPECT_EQ(status, Status::kEnd);
  EXPECT_EQ(frames.size(), 3u);
}

TEST_P(Formats, ReadWhatIsAddedToAFileMeanwhile) {
  const auto size = [](std::uint32_t i) { return 60 + i * 37 % 1400; };
  const std::string content = capture_of(4000, size);
  const std::size_t first_half = content.size() / 2;
  const std::string path = folder_.file("growing", content.substr(0, first_half));
  SlabPool pool(std::size_t{64} << 20, 1);
  const auto reader = open_capture(path, 0, pool, row_zero);
  std::vector<Frame> frames;
  ASSERT_EQ(reader->read(frames), Status::kFrames);
  {
    std::ofstream more(path, std::ios::binary | std::ios::app);
    more << content.substr(first_half);
  }
  Status status = Status::kFrames;
  while (status == Status::kFrames) status = reader->read(frames);
  EXPECT_EQ(status, Status::kEnd);
  ASSERT_EQ(frames.size(), 4000u);
  for (std::uint32_t i = 0; i < frames.size(); ++i) ASSERT_EQ(frames[i].length, size(i)) << i;
}

TEST_P(Formats, ReadAFifoFedInOddPieces) {
  const auto size = [](std::uint32_t i) { return 46 + i * 131 % 3000; };
  const std::string content = capture_of(400, size);
  const std::string path = folder_.path("fifo");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::thread feeder([&] {
    const int fd = ::open(path.c_str(), O_WRONLY);
    std::size_t piece = 1;
    for (std::size_t at = 0; at < content.size();) {
      const std::size_t bytes = std::min(piece, content.size() - at);
      const ssize_t put = ::write(fd, content.data() + at, bytes);
      if (put <= 0) break;
      at += static_cast<std::size_t>(put);
      piece = piece * 7 % 4099 + 1;
    }
    ::close(fd);
  });
  const Capture capture = read_capture(path);
  feeder.join();
  expect_numbered(capture, 400);
}

TEST_P(Formats, DeliverWhatAStreamHasWithoutWaitingForMore) {
  const auto size = [](std::uint32_t) { return std::size_t{500}; };
  const std::string content = capture_of(3, size);
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  // Two frames and a part of the third: a reader that wants more than there is waits for ever here.
  const std::size_t first = content.size() - 100;
  ASSERT_EQ(::write(ends[1], content.data(), first), static_cast<ssize_t>(first));
  SlabPool pool(0, 2);
  const auto reader = open_capture("/dev/fd/" + std::to_string(ends[0]), 0, pool, row_zero);
  std::vector<Frame> frames;
  while (frames.size() < 2) ASSERT_EQ(reader->read(frames), Status::kFrames);
  EXPECT_EQ(frames.size(), 2u);
  ASSERT_EQ(::write(ends[1], content.data() + first, 100), 100);
  ::close(ends[1]);
  while (frames.size() < 3) ASSERT_EQ(reader->read(frames), Status::kFrames);
  EXPECT_EQ(reader->read(frames), Status::kEnd);
  EXPECT_EQ(reader->bytes_total(), 0u);
  EXPECT_EQ(reader->bytes_read(), content.size());
  ::close(ends[0]);
}

TEST_P(Formats, ReadStandardInputEvenIfItIsNonBlocking) {
  const auto size = [](std::uint32_t) { return std::size_t{60}; };
  const std::string content = capture_of(50, size);
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
  const int saved = ::dup(STDIN_FILENO);
  ::dup2(ends[0], STDIN_FILENO);
  std::thread feeder([&] {
    for (std::size_t at = 0; at < content.size(); at += 1000) {
      const std::size_t bytes = std::min<std::size_t>(1000, content.size() - at);
      if (::write(ends[1], content.data() + at, bytes) < 0) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ::close(ends[1]);
  });
  const Capture capture = read_capture("-");
  feeder.join();
  EXPECT_GE(::fcntl(STDIN_FILENO, F_GETFD), 0) << "standard input was closed";
  ::dup2(saved, STDIN_FILENO);
  ::close(saved);
  ::close(ends[0]);
  expect_numbered(capture, 50);
}

TEST(Streams, AreNotWaitedFor) {
  const ScratchFolder folder;
  const std::string content = CaptureBuilder().pcap_header(0xa1b2c3d4).data();
  const std::string path = folder.path("fifo");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  SlabPool pool(0, 2);
  CaptureOpening opening(path);
  EXPECT_TRUE(opening.is_stream());
  const auto proceed = [&] { return opening.proceed(0, pool, row_zero, {}); };
  EXPECT_EQ(proceed(), nullptr);
  EXPECT_EQ(opening.waits_for(), "nobody has opened it for writing");

  const int writer = ::open(path.c_str(), O_WRONLY);
  EXPECT_EQ(proceed(), nullptr);
  EXPECT_EQ(opening.waits_for(), "it has brought nothing yet");
  ASSERT_EQ(::write(writer, content.data(), 7), 7);
  EXPECT_EQ(proceed(), nullptr);
  EXPECT_EQ(opening.waits_for(), "it has brought 7 bytes of its header");
  ASSERT_EQ(::write(writer, content.data() + 7, content.size() - 7), content.size() - 7);
  const auto reader = proceed();
  ASSERT_NE(reader, nullptr);
  std::vector<Frame> frames;
  EXPECT_EQ(reader->read(frames), Status::kNothing);
  ::close(writer);
  EXPECT_EQ(reader->read(frames), Status::kEnd);
  EXPECT_TRUE(frames.empty());
}

TEST(Streams, ThatEndInTheirHeaderSaySo) {
  const ScratchFolder folder;
  const std::string path = folder.path("fifo");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  for (const std::string bytes : {"", "\xd4\xc3\xb2\xa1"}) {
    CaptureOpening opening(path);
    SlabPool pool(0, 2);
    const int writer = ::open(path.c_str(), O_WRONLY);
    ASSERT_EQ(::write(writer, bytes.data(), bytes.size()), bytes.size());
    ::close(writer);
    EXPECT_THROW(opening.proceed(0, pool, row_zero, {}), UnreadableFile);
  }
}

}  // namespace
}  // namespace tapbond
