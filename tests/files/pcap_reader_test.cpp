#include <gtest/gtest.h>

#include "capture_builder.h"
#include "capture_files.h"

namespace tapbond {
namespace {

using Status = CaptureReader::Status;

constexpr std::uint32_t kMicro = 0xa1b2c3d4;
constexpr std::uint32_t kNano = 0xa1b23c4d;
constexpr std::uint32_t kModified = 0xa1b2cd34;
constexpr std::int64_t kSecond = 1'000'000'000;

Capture read_bytes(const std::string& bytes) {
  const ScratchFolder folder;
  return read_capture(folder.file("in.pcap", bytes));
}

std::string open_error(const std::string& bytes) {
  const ScratchFolder folder;
  const std::string path = folder.file("in.pcap", bytes);
  try {
    read_capture(path);
  } catch (const std::runtime_error& error) {
    const std::string what = error.what();
    EXPECT_TRUE(what.starts_with(path + " ")) << what;
    EXPECT_EQ(what.find('\n'), std::string::npos) << what;
    return what.substr(std::min(what.size(), path.size() + 1));
  }
  return "opened";
}

struct Magic {
  std::uint32_t magic;
  Order order;
  std::int64_t fraction_ns;
};

class PcapMagics : public testing::TestWithParam<Magic> {};

TEST_P(PcapMagics, AreRead) {
  const auto [magic, order, fraction_ns] = GetParam();
  const Capture capture = read_bytes(CaptureBuilder(order)
                                         .pcap_header(magic, 113, 96)
                                         .pcap_record(1, 2, "first", 5)
                                         .pcap_record(4294967295, 999999, "", 1500)
                                         .pcap_record(1700000000, 123456, "second frame", 1000)
                                         .data());
  EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
  ASSERT_EQ(capture.interfaces.size(), 1u);
  EXPECT_EQ(capture.interfaces[0].linktype, 113);
  EXPECT_EQ(capture.interfaces[0].snaplen, 96u);
  EXPECT_EQ(capture.packets,
            (std::vector<Packet>{
                {kSecond + 2 * fraction_ns, "first", 5, 0},
                {4294967295 * kSecond + 999999 * fraction_ns, "", 1500, 0},
                {1700000000 * kSecond + 123456 * fraction_ns, "second frame", 1000, 0}}));
}

INSTANTIATE_TEST_SUITE_P(All, PcapMagics,
                         testing::Values(Magic{kMicro, Order::kLittle, 1000},
                                         Magic{kMicro, Order::kBig, 1000},
                                         Magic{kNano, Order::kLittle, 1},
                                         Magic{kNano, Order::kBig, 1}));

TEST(PcapReader, ReadsKuznetzovsLongRecords) {
  for (const Order order : {Order::kLittle, Order::kBig}) {
    const std::string extra = "\1\2\3\4\5\6\7" + std::string(1, '\0');
    const Capture capture = read_bytes(CaptureBuilder(order)
                                           .pcap_header(kModified)
                                           .u32(7)
                                           .u32(8)
                                           .u32(3)
                                           .u32(4)
                                           .raw(extra)
                                           .raw("abc")
                                           .u32(9)
                                           .u32(0)
                                           .u32(0)
                                           .u32(0)
                                           .raw(extra)
                                           .data());
    EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
    EXPECT_EQ(capture.packets,
              (std::vector<Packet>{{7 * kSecond + 8000, "abc", 4, 0}, {9 * kSecond, "", 0, 0}}));
  }
}

TEST(PcapReader, PutsTheLengthsOfOldVersionsRight) {
  const auto lengths = [](std::uint16_t minor, std::uint32_t one, std::uint32_t two) {
    const Capture capture = read_bytes(CaptureBuilder()
                                           .pcap_header(kMicro, 1, 65535, 2, minor)
                                           .u32(1)
                                           .u32(0)
                                           .u32(one)
                                           .u32(two)
                                           .raw("abcd")
                                           .data());
    EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
    return capture.packets;
  };
  const std::vector<Packet> expected{{kSecond, "abcd", 60, 0}};
  EXPECT_EQ(lengths(4, 4, 60), expected);
  EXPECT_EQ(lengths(3, 4, 60), expected);
  EXPECT_EQ(lengths(3, 60, 4), expected);
  EXPECT_EQ(lengths(2, 60, 4), expected);
}

TEST(PcapReader, MasksTheFcsBitsOfTheLinkType) {
  const Capture capture = read_bytes(CaptureBuilder().pcap_header(kMicro, 0x24000001).data());
  ASSERT_EQ(capture.interfaces.size(), 1u);
  EXPECT_EQ(capture.interfaces[0].linktype, 1);
}

TEST(PcapReader, TakesAbsurdSnaplensForNoLimit) {
  const Capture capture = read_bytes(CaptureBuilder().pcap_header(kMicro, 1, 0xffffffff).data());
  ASSERT_EQ(capture.interfaces.size(), 1u);
  EXPECT_EQ(capture.interfaces[0].snaplen, 0u);
}

TEST(PcapReader, KeepsFramesBeyondTheSnaplen) {
  const Capture capture =
      read_bytes(CaptureBuilder().pcap_header(kMicro, 1, 4).pcap_record(1, 0, "longer", 6).data());
  EXPECT_EQ(capture.packets, (std::vector<Packet>{{kSecond, "longer", 6, 0}}));
}

TEST(PcapReader, ReadsAFileWithoutPackets) {
  const Capture capture = read_bytes(CaptureBuilder().pcap_header(kNano, 276).data());
  EXPECT_EQ(capture.status, Status::kEnd);
  EXPECT_TRUE(capture.packets.empty());
  ASSERT_EQ(capture.interfaces.size(), 1u);
  EXPECT_EQ(capture.interfaces[0].linktype, 276);
}

TEST(PcapReader, CarriesOverlongFractions) {
  const Capture capture =
      read_bytes(CaptureBuilder().pcap_header(kMicro).pcap_record(5, 2'500'000, "x", 1).data());
  EXPECT_EQ(capture.packets, (std::vector<Packet>{{7'500'000'000, "x", 1, 0}}));
}

TEST(PcapReader, TakesTheLargestFrameAndNoLargerOne) {
  CaptureBuilder file;
  file.pcap_header(kMicro).pcap_record(1, 0, std::string(262144, 'a'), 262144);
  const std::size_t damage = file.size();
  file.pcap_record(2, 0, std::string(262145, 'b'), 262145);
  const Capture capture = read_bytes(file.data());
  EXPECT_EQ(capture.status, Status::kDamaged);
  ASSERT_EQ(capture.packets.size(), 1u);
  EXPECT_EQ(capture.packets[0].bytes, std::string(262144, 'a'));
  EXPECT_EQ(capture.problem, "byte " + std::to_string(damage) +
                                 ": a packet record claims 262145 captured bytes, more "
                                 "than 262144; reading stops there");
}

// As libpcap does: such a length is a lie about the packet, not a damage of the file.
TEST(PcapReader, CarriesOnBehindMoreCapturedBytesThanThePacketHad) {
  const Capture capture = read_bytes(CaptureBuilder()
                                         .pcap_header(kMicro)
                                         .pcap_record(1, 0, "odd", 2)
                                         .pcap_record(2, 0, "good", 4)
                                         .data());
  EXPECT_EQ(capture.status, Status::kEnd);
  ASSERT_EQ(capture.packets.size(), 2u);
  EXPECT_EQ(capture.packets[0].bytes, "odd");
  EXPECT_EQ(capture.packets[1].bytes, "good");
}

TEST(PcapReader, SaysWhereTheFileBreaksOff) {
  const std::string whole =
      CaptureBuilder().pcap_header(kMicro).pcap_record(1, 0, "good", 4).data();
  const Capture capture = read_bytes(whole + whole.substr(24, 10));
  EXPECT_EQ(capture.status, Status::kDamaged);
  EXPECT_EQ(capture.packets.size(), 1u);
  EXPECT_EQ(capture.problem,
            "byte 44: the file breaks off in a packet record, after 10 bytes of it; reading stops "
            "there");
}

TEST(CaptureReaderOpen, SaysWhatIsWrong) {
  EXPECT_EQ(open_error(""), "is empty: not even the header of a capture file");
  EXPECT_EQ(open_error("#!/bin/sh\necho this is no capture\n"),
            "is neither a pcap nor a pcapng file");
  EXPECT_EQ(open_error("\xd4"), "is neither a pcap nor a pcapng file");
  EXPECT_EQ(open_error(CaptureBuilder().pcap_header(kMicro).data().substr(0, 20)),
            "breaks off in its file header, after 20 bytes");
  EXPECT_EQ(open_error(CaptureBuilder().pcap_header(kMicro, 1, 65535, 2, 5).data()),
            "is a pcap file of version 2.5, which cannot be read (2.4 is current)");
  EXPECT_EQ(open_error(CaptureBuilder().pcap_header(kMicro, 0x10001).data()),
            "is a damaged pcap file: there is no link type 65537");
}

TEST(CaptureReaderOpen, NamesTheErrno) {
  const ScratchFolder folder;
  const auto error = [](const std::string& path) -> std::string {
    try {
      read_capture(path);
    } catch (const std::runtime_error& thrown) {
      return thrown.what();
    }
    return "opened";
  };
  EXPECT_EQ(error(folder.path("none")),
            folder.path("none") + " cannot be opened: No such file or directory");
  EXPECT_EQ(error(folder.path("")), folder.path("") + " cannot be read: Is a directory");
}

TEST(CaptureReaderOpen, KeepsWhatTheCallbackThrows) {
  const ScratchFolder folder;
  const std::string path = folder.file("in.pcap", CaptureBuilder().pcap_header(kMicro).data());
  SlabPool pool(0, 1);
  const auto refuse = [](const Interface&) -> std::uint32_t { throw SinkError("not that one"); };
  EXPECT_THROW(open_capture(path, 0, pool, refuse), SinkError);
}

}  // namespace
}  // namespace tapbond
