// What is said of single packets on its way from one pcapng file to another.
#include "sensor/files/packet_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture_builder.h"
#include "capture_files.h"
#include "sensor/files/mirror_time_option.h"

namespace tapbond {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kNanos = 1'700'000'000'123'456'789;
const std::string kNanoseconds(1, '\x09');

class PacketOptions : public testing::TestWithParam<Order> {
 protected:
  CaptureBuilder in_{GetParam()};
  CaptureBuilder out_{Order::kLittle};  // this machine's
  BesideCounts carried_;
  BesideCounts left_out_;

  void begin() { in_.section().interface(1, 0, in_.option(9, kNanoseconds)); }

  // The file that was built, written anew with the frames cut to so many bytes.
  std::string rewritten(std::uint32_t snaplen = 65535) {
    const ScratchFolder folder;
    const std::string path = folder.path("out.pcapng");
    CaptureFileOptions options;
    options.path = path;
    options.format = FileFormat::kPcapng;
    const auto sink = make_capture_file_sink(options);
    SlabPool pool(0, 2);
    const auto reader = open_capture(folder.file("in.pcapng", in_.data()), 0, pool,
                                     [&](const Interface& interface) -> std::uint32_t {
                                       sink->add_interface(interface);
                                       return 0;
                                     });
    std::vector<Frame> frames;
    while (reader->read(frames) == CaptureReader::Status::kFrames) {
      for (Frame& frame : frames) {
        frame.captured = std::min(frame.captured, snaplen);
        if (frame.marks != 0) count_packet_options(frame, carried_, left_out_);
      }
      sink->write(frames);
      pool.release(frames);
      frames.clear();
    }
    sink->finish({});
    EXPECT_EQ(reader->problem(), "");
    EXPECT_EQ(read_capture(path).problem, "");
    return content_of(path);
  }

  static std::string all_known(const CaptureBuilder& to) {
    return to.option(1, "look here") + to.option(2, to.sub().u32(0x01020304).data()) +
           to.option(3, "\2\xde\xad\xbe\xef") + to.count_option(4, 5) +
           to.count_option(5, 0x1122334455667788) + to.option(6, to.sub().u32(3).data()) +
           to.option(7, "\1" + to.sub().u64(0x99).data()) + to.option(7, std::string("\0\7", 2)) +
           to.option(8, to.sub().u32(4711).u32(4712).data()) + to.option(1, "and here") +
           to.option(2988, to.sub().u32(32473).raw("text").data()) +
           to.option(2989, to.sub().u32(32473).raw("bytes").data());
  }
};
INSTANTIATE_TEST_SUITE_P(Both, PacketOptions, testing::Values(Order::kLittle, Order::kBig));

// As when a part of the frame becomes the frame.
TEST_P(PacketOptions, GoAlongWithOtherBytes) {
  for (const bool obsolete : {false, true}) {
    CaptureBuilder in{GetParam()};
    in.section().interface(1, 0, in.option(9, kNanoseconds));
    const std::string options = in.option(1, "look here") + in.count_option(5, 77);
    if (obsolete) {
      in.obsolete_packet(0, kNanos, "0123456789abcdef", 16, 3, options);
    } else {
      in.enhanced_packet(0, kNanos, "0123456789abcdef", 16, options);
    }
    const ScratchFolder folder;
    SlabPool pool(0, 2);
    const auto reader = open_capture(folder.file("in.pcapng", in.data()), 0, pool,
                                     [](const Interface&) -> std::uint32_t { return 0; });
    std::vector<Frame> frames;
    while (frames.empty()) reader->read(frames);
    Frame part = frames.front();
    std::vector<std::uint8_t> block(block_with_options_bytes(part, 5));
    const PlacedBlock placed = store_block_with_options(frames.front(), 5, 0, block.data());
    std::copy_n(frames.front().bytes + 11, 5, placed.bytes);
    part.bytes = placed.bytes;
    part.captured = 5;
    const std::size_t bytes = packet_options_bytes(part);
    ASSERT_EQ(bytes, packet_options_bytes(frames.front()));
    std::vector<std::uint8_t> of_part(bytes);
    std::vector<std::uint8_t> of_whole(bytes);
    store_packet_options(part, of_part);
    store_packet_options(frames.front(), of_whole);
    EXPECT_EQ(of_part, of_whole) << obsolete;
    EXPECT_EQ(std::string(part.bytes, part.bytes + part.captured), "bcdef");
    pool.release(frames);
  }
}

// In front of those that were there, and where there were none.
TEST_P(PacketOptions, CanBeMoreThanTheFrameCameWith) {
  begin();
  in_.enhanced_packet(0, kNanos, "with", 4, in_.option(1, "look here") + in_.end_of_options());
  in_.enhanced_packet(0, kNanos, "none", 4);
  const ScratchFolder folder;
  SlabPool pool(0, 2);
  const auto reader = open_capture(folder.file("in.pcapng", in_.data()), 0, pool,
                                   [](const Interface&) -> std::uint32_t { return 0; });
  std::vector<Frame> frames;
  while (frames.size() < 2) reader->read(frames);
  for (Frame frame : frames) {
    const bool had_some = has_options(frame);
    constexpr std::size_t kMore = mirror_time_option::kBytes;
    std::vector<std::uint8_t> block(block_with_options_bytes(frame, 4, kMore));
    const PlacedBlock placed = store_block_with_options(frame, 4, kMore, block.data());
    mirror_time_option::store(7, 9, placed.swapped, placed.more);
    frame.bytes = placed.bytes;
    frame.marks = marks::kOptions;
    std::string options(packet_options_bytes(frame), '\1');
    store_packet_options(frame, {reinterpret_cast<std::uint8_t*>(options.data()), options.size()});
    const std::string time = out_.sub().u32(32473).raw("tapbond\2").data() +
                             std::string("\0\0\0\0\0\0\0\7\0\0\0\0\0\0\0\x9", 16);
    EXPECT_EQ(options, out_.option(2989, time) + (had_some ? out_.option(1, "look here") : "") +
                           out_.end_of_options());
  }
  pool.release(frames);
}

TEST_P(PacketOptions, AreCarriedInTheOtherByteOrderToo) {
  begin();
  in_.enhanced_packet(0, kNanos, "odd", 60, all_known(in_) + in_.end_of_options());
  in_.enhanced_packet(0, kNanos, "none", 4);
  out_.enhanced_packet(0, kNanos, "odd", 60, all_known(out_) + out_.end_of_options());
  out_.enhanced_packet(0, kNanos, "none", 4);
  EXPECT_THAT(rewritten(), HasSubstr(out_.data()));
  EXPECT_EQ(carried_.of(BesideKind::kPacketComment), 2u);
  EXPECT_EQ(carried_.of(BesideKind::kPacketVerdict), 2u);
  EXPECT_EQ(carried_.of(BesideKind::kCustomOption), 2u);
  EXPECT_EQ(carried_.of(BesideKind::kOtherOption), 1u);
}

// Its list may end without the option that says so.
TEST_P(PacketOptions, StayWithAPacketThatIsCut) {
  begin();
  in_.enhanced_packet(0, kNanos, "a long packet", 60, in_.option(1, "a comment"));
  out_.enhanced_packet(0, kNanos, "a long", 60,
                       out_.option(1, "a comment") + out_.end_of_options());
  EXPECT_THAT(rewritten(6), HasSubstr(out_.data()));
}

TEST_P(PacketOptions, OfAnObsoleteBlockAreCarriedWithItsDrops) {
  begin();
  in_.obsolete_packet(0, kNanos, "first", 5, 7, in_.option(1, "a comment"));
  in_.obsolete_packet(0, kNanos, "more", 4, 9);
  in_.obsolete_packet(0, kNanos, "last", 4);
  out_.enhanced_packet(
      0, kNanos, "first", 5,
      out_.count_option(4, 7) + out_.option(1, "a comment") + out_.end_of_options());
  out_.enhanced_packet(0, kNanos, "more", 4, out_.count_option(4, 9) + out_.end_of_options());
  out_.enhanced_packet(0, kNanos, "last", 4);
  EXPECT_THAT(rewritten(), HasSubstr(out_.data()));
}

TEST_P(PacketOptions, ThatAskNotToBeCopiedAreLeftOutAndCounted) {
  begin();
  in_.enhanced_packet(
      0, kNanos, "four", 4,
      in_.option(19372, in_.sub().u32(1).raw("secret").data()) + in_.option(1, "kept") +
          in_.option(19373, in_.sub().u32(1).raw("secret").data()) + in_.end_of_options());
  in_.enhanced_packet(0, kNanos, "none", 4,
                      in_.option(19373, in_.sub().u32(1).raw("secret").data()));
  out_.enhanced_packet(0, kNanos, "four", 4, out_.option(1, "kept") + out_.end_of_options());
  out_.enhanced_packet(0, kNanos, "none", 4);
  EXPECT_THAT(rewritten(), HasSubstr(out_.data()));
  EXPECT_EQ(left_out_.of(BesideKind::kCustomOption), 3u);
  EXPECT_EQ(carried_.of(BesideKind::kPacketComment), 1u);
}

// Whether there are numbers in it, nobody knows.
TEST_P(PacketOptions, OfAnUnknownKindAreCarriedInThisByteOrderAlone) {
  begin();
  in_.enhanced_packet(0, kNanos, "four", 4, in_.option(0x8001, "what?"));
  const bool ours = GetParam() == Order::kLittle;
  out_.enhanced_packet(0, kNanos, "four", 4,
                       ours ? out_.option(0x8001, "what?") + out_.end_of_options() : "");
  EXPECT_THAT(rewritten(), HasSubstr(out_.data()));
  EXPECT_EQ(left_out_.of(BesideKind::kOtherOption), ours ? 0u : 1u);
}

TEST_P(PacketOptions, ThatClaimMoreThanThereIsEndTheirList) {
  begin();
  in_.enhanced_packet(0, kNanos, "four", 4, in_.option(1, "kept") + in_.sub().u16(1).u16(9).data());
  in_.enhanced_packet(0, kNanos, "next", 4, in_.option(2, "sho"));
  out_.enhanced_packet(0, kNanos, "four", 4, out_.option(1, "kept") + out_.end_of_options());
  EXPECT_THAT(rewritten(), HasSubstr(out_.data()));
}

}  // namespace
}  // namespace tapbond
