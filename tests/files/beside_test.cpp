// What a pcapng file holds beside packets, as the reader tells of it.
#include <gtest/gtest.h>

#include "capture_builder.h"
#include "capture_files.h"
#include "sensor/files/beside_block.h"

namespace tapbond {
namespace {

class Besides : public testing::TestWithParam<Order> {
 protected:
  CaptureBuilder in_{GetParam()};
  CaptureBuilder out_{Order::kLittle};  // this machine's
  std::vector<Section> sections_;
  std::vector<BesideBlock> blocks_;
  std::vector<Interface> interfaces_;

  void read() {
    const ScratchFolder folder;
    SlabPool pool(0, 2);
    const auto reader =
        open_capture(folder.file("in.pcapng", in_.data()), 0, pool,
                     [this](Interface interface) {
                       interfaces_.push_back(std::move(interface));
                       return static_cast<std::uint32_t>(interfaces_.size() - 1);
                     },
                     {},
                     {.section = [this](const Section& section) { sections_.push_back(section); },
                      .block = [this](BesideBlock block) { blocks_.push_back(std::move(block)); }});
    std::vector<Frame> frames;
    while (reader->read(frames) == CaptureReader::Status::kFrames) {
      pool.release(frames);
      frames.clear();
    }
    EXPECT_EQ(reader->problem(), "");
  }

  // All that can be carried on, one behind the other.
  std::string carried() const {
    std::string all;
    for (const BesideBlock& block : blocks_) {
      if (block.bytes) all.append(block.bytes->begin(), block.bytes->end());
    }
    return all;
  }
  std::size_t left_out(BesideKind kind) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        blocks_, [kind](const BesideBlock& block) { return !block.bytes && block.kind == kind; }));
  }

  static std::string custom(const CaptureBuilder& to, std::uint16_t code) {
    return to.option(code, to.sub().u32(32473).raw("theirs").data());
  }
  static void all_blocks(CaptureBuilder& to) {
    to.block(10, to.sub()
                     .u32(0x544c534b)
                     .u32(6)
                     .raw("SECRET")
                     .pad()
                     .raw(to.option(1, "why") + custom(to, 2989) + to.end_of_options())
                     .data());
    to.block(4, to.sub()
                    .u16(1)
                    .u16(9)
                    .raw(std::string("\x0a\0\0\1east", 8))
                    .u8(0)
                    .pad()
                    .u16(2)
                    .u16(18)
                    .raw(std::string(17, 'w'))
                    .u8(0)
                    .pad()
                    .u32(0)
                    .raw(to.option(2, "dns") + to.option(3, "\1\2\3\4") + to.end_of_options())
                    .data());
    to.block(0xbad, to.sub().u32(32473).raw("theirs..").data());
    to.block(9, "__REALTIME_TIMESTAMP=1\n");
  }
};
INSTANTIATE_TEST_SUITE_P(Both, Besides, testing::Values(Order::kLittle, Order::kBig));

TEST_P(Besides, BlocksAreCarriedInTheOtherByteOrderToo) {
  in_.section().interface(1, 0);
  all_blocks(in_);
  in_.enhanced_packet(0, 1, "four", 4);
  in_.block(0xbad, in_.sub().u32(1).data());
  all_blocks(out_);
  out_.block(0xbad, out_.sub().u32(1).data());
  read();
  EXPECT_EQ(carried(), out_.data());
  ASSERT_EQ(blocks_.size(), 5u);
  EXPECT_EQ(blocks_[0].kind, BesideKind::kSecrets);
  EXPECT_EQ(blocks_[1].kind, BesideKind::kNames);
  EXPECT_TRUE(blocks_[0].lasting() && blocks_[1].lasting());
  EXPECT_FALSE(blocks_[2].lasting() || blocks_[3].lasting());
}

TEST_P(Besides, WhatAsksNotToBeCopiedIsNot) {
  in_.section(custom(in_, 19372) + in_.option(1, "kept"));
  in_.interface(1, 0, custom(in_, 19373));
  in_.block(0x40000bad, in_.sub().u32(32473).raw("secret").data());
  in_.block(10, in_.sub().u32(1).u32(4).raw("keys").raw(custom(in_, 19373)).data());
  out_.block(10, out_.sub().u32(1).u32(4).raw("keys").data());
  read();
  EXPECT_EQ(carried(), out_.data());
  EXPECT_EQ(left_out(BesideKind::kCustomBlock), 1u);
  EXPECT_EQ(left_out(BesideKind::kSectionOption), 1u);
  EXPECT_EQ(left_out(BesideKind::kInterfaceOption), 1u);
  ASSERT_EQ(sections_.size(), 1u);
  EXPECT_EQ(sections_[0].comments, (std::vector<std::string>{"kept"}));
  EXPECT_EQ(sections_[0].options, "");
}

TEST_P(Besides, BlocksOfAnUnknownTypeAreCarriedInThisByteOrderAlone) {
  in_.section().block(0x80000001, "what?");
  read();
  if (GetParam() == Order::kLittle) {
    EXPECT_EQ(carried(), out_.block(0x80000001, "what?").data());
  } else {
    EXPECT_EQ(left_out(BesideKind::kOtherBlock), 1u);
  }
}

TEST_P(Besides, BlocksThatMakeNoSenseAreCounted) {
  in_.section();
  in_.block(10, in_.sub().u32(1).data());
  in_.block(10, in_.sub().u32(1).u32(~0u).raw("four").data());
  in_.block(4, in_.sub().u16(1).u16(200).raw("four").data());
  in_.block(0xbad, "");
  read();
  EXPECT_EQ(carried(), "");
  EXPECT_EQ(left_out(BesideKind::kSecrets), 2u);
  EXPECT_EQ(left_out(BesideKind::kNames), 1u);
  EXPECT_EQ(left_out(BesideKind::kCustomBlock), 1u);
}

TEST_P(Besides, SectionsTellWhatTheySay) {
  in_.section(in_.option(1, "one") + in_.option(2, "a machine") + in_.option(1, "two") +
              in_.option(3, "an os") + in_.option(4, "a program") + custom(in_, 2988) +
              in_.end_of_options());
  in_.section();
  read();
  ASSERT_EQ(sections_.size(), 2u);
  EXPECT_EQ(sections_[0].comments, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(sections_[0].hardware, "a machine");
  EXPECT_EQ(sections_[0].os, "an os");
  EXPECT_EQ(sections_[0].options, custom(out_, 2988));
  EXPECT_EQ(sections_[1].options, "");
}

TEST_P(Besides, InterfacesKeepWhatNobodyHereHasAUseFor) {
  const auto options = [](const CaptureBuilder& to) {
    return to.option(4, "\x0a\1\1\1\xff\xff\xff\xff") + to.option(5, std::string(17, '\2')) +
           to.option(6, "\2\2\2\2\2\3") + to.option(7, "\1\2\3\4\5\6\7\x08") +
           to.count_option(8, 1'000'000'000) +
           to.option(10, to.sub().u32(static_cast<std::uint32_t>(-3600)).data()) +
           to.option(11, "\1" + to.sub().u16(6).raw("\1\2").u32(262144).data()) +
           to.option(13, "\4") + to.count_option(16, 5) + to.count_option(17, 6) +
           to.option(18, "Europe/London") + custom(to, 2988);
  };
  in_.section().interface(1, 0, options(in_) + in_.end_of_options());
  read();
  ASSERT_EQ(interfaces_.size(), 1u);
  EXPECT_EQ(interfaces_[0].options, options(out_));
  EXPECT_EQ(left_out(BesideKind::kInterfaceOption), 0u);
}

}  // namespace
}  // namespace tapbond
