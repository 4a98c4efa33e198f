#include <gtest/gtest.h>

#include "capture_builder.h"
#include "capture_files.h"

namespace tapbond {
namespace {

using Status = CaptureReader::Status;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kMicros = 1'700'000'000'123'456;  // a time stamp in microseconds

Capture read_bytes(const std::string& bytes) {
  const ScratchFolder folder;
  return read_capture(folder.file("in.pcapng", bytes));
}

// What follows good blocks and one packet is damaged, and said to be so at that place.
void expect_damage(const std::string& damage, const std::string& problem) {
  const std::string good =
      CaptureBuilder().section().interface(1, 0).enhanced_packet(0, kMicros, "good", 4).data();
  const std::string bad = CaptureBuilder().enhanced_packet(0, kMicros, "behind", 6).data();
  const Capture capture = read_bytes(good + damage + bad);
  EXPECT_EQ(capture.status, Status::kDamaged);
  EXPECT_EQ(capture.packets,
            (std::vector<Packet>{{static_cast<std::int64_t>(kMicros) * 1000, "good", 4, 0}}));
  EXPECT_EQ(capture.problem,
            "byte " + std::to_string(good.size()) + ": " + problem + "; reading stops there");
}

class PcapngOrders : public testing::TestWithParam<Order> {};
INSTANTIATE_TEST_SUITE_P(Both, PcapngOrders, testing::Values(Order::kLittle, Order::kBig));

TEST_P(PcapngOrders, ReadsAllThatIsKnownOfInterfaces) {
  CaptureBuilder file(GetParam());
  file.section(file.option(4, "some program") + file.end_of_options());
  file.interface(1, 96,
                 file.option(2, "eth1") + file.option(3, "uplink, client side") +
                     file.option(1, "first") + file.option(1, "second") +
                     file.option(11, std::string(1, '\0') + "tcp port 80") +
                     file.option(12, "Linux 6.1") + file.option(15, "virtio_net") +
                     file.option(8, std::string(8, '\1')) + file.end_of_options());
  file.interface(113, 0,
                 file.option(2, std::string("eth2\0\0", 6)) + file.option(11, "\1bytecode"));
  const Capture capture = read_bytes(file.data());
  EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
  ASSERT_EQ(capture.interfaces.size(), 2u);
  const Interface& one = capture.interfaces[0];
  EXPECT_EQ(one.name, "eth1");
  EXPECT_EQ(one.description, "uplink, client side");
  EXPECT_EQ(one.comments, (std::vector<std::string>{"first", "second"}));
  EXPECT_EQ(one.options, CaptureBuilder().option(8, std::string(8, '\1')));
  EXPECT_EQ(one.filter, "tcp port 80");
  EXPECT_EQ(one.os, "Linux 6.1");
  EXPECT_EQ(one.hardware, "virtio_net");
  EXPECT_EQ(one.linktype, 1);
  EXPECT_EQ(one.snaplen, 96u);
  const Interface& two = capture.interfaces[1];
  EXPECT_EQ(two.name, "eth2");
  EXPECT_EQ(two.filter, "");
  EXPECT_EQ(two.linktype, 113);
  EXPECT_EQ(two.snaplen, 0u);
}

TEST_P(PcapngOrders, ReadsEveryKindOfPacketBlock) {
  CaptureBuilder file(GetParam());
  file.section().interface(1, 0).interface(1, 5);
  file.enhanced_packet(1, kMicros, "enhanced", 100, file.option(1, "a comment"));
  file.simple_packet("simple", 6);
  file.obsolete_packet(1, kMicros + 1, "old", 3);
  file.simple_packet("again", 5);
  const Capture capture = read_bytes(file.data());
  EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
  const auto stamp = static_cast<std::int64_t>(kMicros) * 1000;
  EXPECT_EQ(capture.packets, (std::vector<Packet>{{stamp, "enhanced", 100, 1},
                                                  {stamp, "simple", 6, 0},
                                                  {stamp + 1000, "old", 3, 1},
                                                  {stamp + 1000, "again", 5, 0}}));
}

TEST_P(PcapngOrders, TellsWhatWasCountedOnAnInterface) {
  CaptureBuilder file(GetParam());
  const auto time = [&](std::uint16_t code, std::uint64_t ticks) {
    return file.option(code, file.sub()
                                 .u32(static_cast<std::uint32_t>(ticks >> 32))
                                 .u32(static_cast<std::uint32_t>(ticks))
                                 .data());
  };
  file.section().interface(1, 0).interface(1, 0);
  file.enhanced_packet(1, kMicros, "packet", 6);
  file.statistics(1, file.option(1, "a comment") + time(2, kMicros) + time(3, kMicros + 9) +
                         file.count_option(4, 1'000'000'000'000) + file.count_option(5, 30) +
                         file.count_option(6, 900) + file.count_option(7, 100) +
                         file.count_option(8, 800) + file.end_of_options());
  file.statistics(0, file.count_option(7, 5));
  const Capture capture = read_bytes(file.data());
  EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
  ASSERT_EQ(capture.statistics.size(), 2u);
  const auto& [row, all] = capture.statistics[0];
  EXPECT_EQ(row, 1u);
  EXPECT_EQ(all.first_ns, static_cast<std::int64_t>(kMicros) * 1000);
  EXPECT_EQ(all.last_ns, static_cast<std::int64_t>(kMicros + 9) * 1000);
  EXPECT_EQ(all.received, 1'000'000'000'000u);
  EXPECT_EQ(all.dropped_by_interface, 30u);
  EXPECT_EQ(all.accepted, 900u);
  EXPECT_EQ(all.dropped_by_os, 100u);
  const auto& [other_row, little] = capture.statistics[1];
  EXPECT_EQ(other_row, 0u);
  EXPECT_EQ(little.first_ns, 0);
  EXPECT_FALSE(little.received || little.accepted || little.dropped_by_interface);
  EXPECT_EQ(little.dropped_by_os, 5u);
}

// No packet is lost for a number.
TEST_P(PcapngOrders, PassesOverStatisticsThatMakeNoSense) {
  CaptureBuilder file(GetParam());
  file.section().interface(1, 0);
  file.statistics(7, file.count_option(7, 5));  // of no interface
  file.block(5, file.sub().u32(0).data());      // too short
  file.statistics(0, file.option(7, "four") + file.count_option(5, 3));
  file.statistics(0, file.sub().u16(7).u16(0xfff0).u64(5).data());  // longer than its block
  file.enhanced_packet(0, kMicros, "behind", 6);
  const Capture capture = read_bytes(file.data());
  EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
  EXPECT_EQ(capture.packets.size(), 1u);
  ASSERT_EQ(capture.statistics.size(), 2u);
  EXPECT_FALSE(capture.statistics[0].second.dropped_by_os);
  EXPECT_EQ(capture.statistics[0].second.dropped_by_interface, 3u);
  EXPECT_FALSE(capture.statistics[1].second.dropped_by_os);
}

TEST_P(PcapngOrders, CutsSimplePacketsAtTheSnaplen) {
  CaptureBuilder file(GetParam());
  file.section().interface(1, 4).simple_packet("four", 1500);
  EXPECT_EQ(read_bytes(file.data()).packets, (std::vector<Packet>{{0, "four", 1500, 0}}));
}

TEST(PcapngReader, ReadsSectionsOfBothByteOrders) {
  const auto section = [](Order order, const std::string& name, std::uint16_t linktype) {
    CaptureBuilder file(order);
    return file.section()
        .interface(linktype, 0, file.option(2, name))
        .enhanced_packet(0, kMicros, name, 60)
        .data();
  };
  const Capture capture =
      read_bytes(section(Order::kLittle, "a", 1) + section(Order::kBig, "b", 113) +
                 section(Order::kBig, "c", 1) + section(Order::kLittle, "d", 101));
  EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
  ASSERT_EQ(capture.packets.size(), 4u);
  ASSERT_EQ(capture.interfaces.size(), 4u);
  for (std::uint32_t i = 0; i < 4; ++i) {
    EXPECT_EQ(capture.packets[i].interface, i);
    EXPECT_EQ(capture.packets[i].bytes, capture.interfaces[i].name);
    EXPECT_EQ(capture.packets[i].stamp, static_cast<std::int64_t>(kMicros) * 1000);
  }
  EXPECT_EQ(capture.interfaces[1].linktype, 113);
  EXPECT_EQ(capture.interfaces[3].linktype, 101);
}

TEST_P(PcapngOrders, KnowsEveryResolution) {
  struct Case {
    std::uint8_t tsresol;
    std::int64_t offset;
    std::uint64_t ticks;
    std::int64_t stamp;
  };
  for (const Case& c :
       {Case{0, 0, 1'700'000'000, 1'700'000'000 * kSecond},
        Case{3, 0, 1'700'000'000'123, 1'700'000'000'123'000'000},
        Case{6, 0, kMicros, 1'700'000'000'123'456'000},
        Case{9, 0, 1'700'000'000'123'456'789, 1'700'000'000'123'456'789},
        Case{12, 0, 1'700'000'123'456'789, 1'700'000'123'456},
        Case{0x80 | 10, 0, (1'700'000'000ULL << 10) + 513, 1'700'000'000 * kSecond + 500'976'562},
        Case{9, 1'600'000'000, 123'456'789, 1'600'000'000'123'456'789},
        Case{6, -10, 4'000'000, -6 * kSecond}}) {
    CaptureBuilder file(GetParam());
    file.section().interface(
        1, 0,
        file.option(9, std::string(1, static_cast<char>(c.tsresol))) +
            file.option(14, file.sub().u64(static_cast<std::uint64_t>(c.offset)).data()));
    file.enhanced_packet(0, c.ticks, "x", 1);
    const Capture capture = read_bytes(file.data());
    ASSERT_EQ(capture.packets.size(), 1u) << capture.problem;
    EXPECT_EQ(capture.packets[0].stamp, c.stamp) << int{c.tsresol};
  }
}

TEST(PcapngReader, SkipsOtherBlocksOfAnySize) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{20}, std::size_t{500'000},
                                 std::size_t{3'000'000}, std::size_t{16'777'216 - 12}}) {
    CaptureBuilder file;
    file.section().block(0x0bad, std::string(size, 'u')).interface(1, 0);
    file.enhanced_packet(0, kMicros, "one", 3).block(10, std::string(size, 's'));
    file.block(5, std::string(12, '\0')).enhanced_packet(0, kMicros, "two", 3);
    const Capture capture = read_bytes(file.data());
    EXPECT_EQ(capture.status, Status::kEnd) << size << ": " << capture.problem;
    EXPECT_EQ(capture.packets.size(), 2u) << size;
  }
}

TEST(PcapngReader, ReadsASectionWithoutInterfaces) {
  const Capture capture = read_bytes(CaptureBuilder().section().data());
  EXPECT_EQ(capture.status, Status::kEnd);
  EXPECT_TRUE(capture.interfaces.empty());
}

TEST(PcapngReader, TellsOfLeadingInterfacesWhenItIsOpened) {
  const ScratchFolder folder;
  const std::string path = folder.file("in.pcapng", CaptureBuilder()
                                                        .section()
                                                        .interface(1, 0)
                                                        .block(4, "names")
                                                        .interface(113, 0)
                                                        .enhanced_packet(1, kMicros, "x", 1)
                                                        .interface(101, 0)
                                                        .data());
  SlabPool pool(0, 1);
  std::vector<int> linktypes;
  const auto reader = open_capture(path, 3, pool, [&](const Interface& interface) {
    EXPECT_EQ(interface.leg, 3);
    linktypes.push_back(interface.linktype);
    return static_cast<std::uint32_t>(linktypes.size() + 40);
  });
  EXPECT_EQ(linktypes, (std::vector<int>{1, 113}));
  std::vector<Frame> frames;
  EXPECT_EQ(reader->read(frames), Status::kFrames);
  EXPECT_EQ(linktypes, (std::vector<int>{1, 113, 101}));
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].interface, 42u);
  EXPECT_EQ(frames[0].leg, 3);
}

TEST(PcapngReader, StopsAtDamage) {
  const CaptureBuilder make;
  expect_damage(make.sub().u32(6).u32(8).u32(8).data(),
                "a block of type 6 claims 8 bytes, which no such block can have");
  expect_damage(make.sub().u32(6).u32(35).data() + std::string(40, 'x'),
                "a block of type 6 claims 35 bytes, which no such block can have");
  expect_damage(make.sub().u32(6).u32(1'000'000).data(),
                "a block of type 6 claims 1000000 bytes, which no such block can have");
  expect_damage(make.sub().u32(77).u32(0xfffffff0).data(),
                "a block of type 77 claims 4294967280 bytes, which no such block can have");
  expect_damage(make.sub().u32(77).u32(16).u32(0).u32(12).data(),
                "a block claims 16 bytes at its beginning and another number at its end");
  expect_damage(make.sub().block(6, std::string(16, '\0')).data(),
                "a block of type 6 is too short for what it is");
  expect_damage(make.sub().enhanced_packet(1, kMicros, "x", 1).data(),
                "a packet names interface 1 of 1 (counted from 0)");
  expect_damage(make.sub().enhanced_packet(0, 0, std::string(262148, 'x'), 262148).data(),
                "a packet claims 262148 captured bytes, and its block has room for "
                "262148");
  expect_damage(make.sub().block(6, make.sub().u32(0).u64(0).u32(9).u32(9).u32(0).data()).data(),
                "a packet claims 9 captured bytes, and its block has room for 4");
  expect_damage(make.sub().simple_packet("abcd", 5).data(),
                "a packet claims 5 captured bytes, and its block has room for 4");
  expect_damage(make.sub().interface(1, 0, make.option(9, "\x06\x06")).data(),
                "an interface block has an if_tsresol of 2 bytes instead of 1");
  expect_damage(make.sub().interface(1, 0, make.option(9, "\x14")).data(),
                "an interface block has an if_tsresol of 20, finer than can be read");
  expect_damage(make.sub().interface(1, 0, make.sub().u16(2).u16(99).data()).data(),
                "an option of an interface block claims 99 bytes, more than the block has left");
  expect_damage(make.sub().block(0x0a0d0d0a, std::string(16, '\0')).data(),
                "a section header has no byte-order magic");
  expect_damage(
      make.sub().block(0x0a0d0d0a, make.sub().u32(0x1a2b3c4d).u16(2).u16(0).u64(0).data()).data(),
      "a section is of pcapng version 2.0, which cannot be read (1.0 is current)");
}

TEST(PcapngReader, StopsAtASimplePacketWithoutInterface) {
  const Capture capture = read_bytes(CaptureBuilder().section().simple_packet("x", 1).data());
  EXPECT_EQ(capture.status, Status::kDamaged);
  EXPECT_EQ(capture.problem,
            "byte 28: a simple packet comes before any interface; reading stops there");
}

TEST(PcapngReader, StopsWhereALargeBlockDoesNotEnd) {
  const std::string packet =
      CaptureBuilder().section().interface(1, 0).enhanced_packet(0, kMicros, "good", 4).data();
  const std::string block = CaptureBuilder().block(99, std::string(2'000'000, '\0')).data();
  std::string lying = block;
  lying[lying.size() - 1] = '\1';
  const Capture damaged = read_bytes(packet + lying + packet);
  EXPECT_EQ(damaged.status, Status::kDamaged);
  EXPECT_EQ(damaged.packets.size(), 1u);
  EXPECT_NE(damaged.problem.find("a block claims 2000012 bytes, but does not end here"),
            std::string::npos)
      << damaged.problem;

  const Capture cut = read_bytes(packet + block.substr(0, 1'500'000));
  EXPECT_EQ(cut.status, Status::kDamaged);
  EXPECT_EQ(cut.packets.size(), 1u);
  EXPECT_NE(cut.problem.find("the file breaks off in a block that it is 500012 bytes short of"),
            std::string::npos)
      << cut.problem;
}

}  // namespace
}  // namespace tapbond
