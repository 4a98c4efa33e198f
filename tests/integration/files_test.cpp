// The merge of files, with Wireshark's tools as judges.

#include <fcntl.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>

#include "tests/files/capture_builder.h"
#include "tests/integration/lab.h"
#include "tests/integration/pcapng_interfaces.h"
#include "tests/integration/process.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

TEST(Files, MergeIsThePlainSort) {
  const Scratch scratch;
  const std::string a = scratch.path("a.pcap");
  const std::string b = scratch.path("b.pcap");
  const std::string merged = scratch.path("merged.pcap");
  const std::string sorted = scratch.path("sorted.pcap");
  must_run({CAPTURE_MAKER, "--count", "100000", a, b});
  must_run({tapbond_program(), "-r", a, "-r", b, "-w", merged});
  must_run({"mergecap", "-F", "nsecpcap", "-w", sorted, a, b});

  const auto text = [](const std::string& file) {
    return must_run({"tcpdump", "-nr", file, "-tt", "--nano", "-xx"});
  };
  EXPECT_TRUE(text(merged) == text(sorted));
  auto truth = check(merged, {"--count", "100000"});
  EXPECT_EQ(truth["missing"], 0U);
  EXPECT_EQ(truth["inversions_by_stamp"], 0U);
  EXPECT_EQ(truth["inversions_by_number"], 0U);
}

// Files one after the other are as far out of order as a file can be within the hold.
TEST(Files, FileOutOfOrderComesOutSorted) {
  const Scratch scratch;
  const std::string a = scratch.path("a.pcap");
  const std::string b = scratch.path("b.pcap");
  const std::string disordered = scratch.path("disordered.pcapng");
  const std::string sorted = scratch.path("sorted.pcapng");
  must_run({CAPTURE_MAKER, "--count", "100000", a, b});
  must_run({"mergecap", "-a", "-w", disordered, a, b});
  ASSERT_GT(check(disordered).at("inversions_by_stamp"), 0U);
  must_run({tapbond_program(), "-r", disordered, "-w", sorted});
  auto truth = check(sorted, {"--count", "100000"});
  EXPECT_EQ(truth["missing"], 0U);
  EXPECT_EQ(truth["inversions_by_number"], 0U);
  EXPECT_THAT(must_run({"capinfos", sorted}), HasSubstr("Strict time order:   True"));
}

// The text is tcpdump's, which libpcap hands no more of a packet; what is written has all of it.
TEST(Files, RecordBeyondTheSnaplenIsShownCut) {
  constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4;
  constexpr std::uint32_t kSnaplen = 64;
  const Scratch scratch;
  const std::string longer = scratch.path("longer.pcap");
  const std::string written = scratch.path("written.pcap");
  const std::string record(100, '\x12');
  std::ofstream(longer, std::ios::binary) << CaptureBuilder()
                                                 .pcap_header(kMicroseconds, 1, kSnaplen)
                                                 .pcap_record(1, 2, record, 200)
                                                 .data();
  for (const char* flags : {"-n", "-nvXX"}) {
    const std::string text = must_run({"tcpdump", flags, "-r", longer});
    EXPECT_EQ(must_run({tapbond_program(), flags, "-r", longer}), text) << flags;
  }
  must_run({tapbond_program(), "-r", longer, "-w", written});
  EXPECT_THAT(must_run({"tshark", "-nr", written, "-T", "fields", "-e", "frame.cap_len"}),
              HasSubstr("100"));
}

// Of the packets in a pcapng that carry it, in the order of the file (sensor/files/stamp_option.h).
std::vector<std::uint64_t> stamps_of_moved(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::uint64_t> stamps;
  const std::string what("tapbond\x01", 8);
  for (auto at = bytes.find(what); at != std::string::npos; at = bytes.find(what, at + 1)) {
    std::uint64_t stamp = 0;
    for (std::size_t byte = 0; byte < 8; ++byte) {
      stamp = stamp << 8 | static_cast<std::uint8_t>(bytes.at(at + what.size() + byte));
    }
    stamps.push_back(stamp);
  }
  return stamps;
}

// What two vNICs make of a ping: the leg with the requests is served 3 ms late, so that each reply
// is stamped before its request. Wireshark then finds no reply to any of them.
TEST(Files, CausesComeBeforeTheirEffects) {
  const Scratch scratch;
  const std::string requests = scratch.path("requests.pcap");
  const std::string replies = scratch.path("replies.pcap");
  const std::string earlier = scratch.path("earlier.pcap");  // the same, stamped 60 us before
  constexpr std::uint32_t kPings = 50;
  const auto ping = [](bool reply, std::uint32_t number) {
    CaptureBuilder frame(Order::kBig);
    frame.raw("\x02").u8(0).u32(reply ? 1 : 2).raw("\x02").u8(0).u32(reply ? 2 : 1).u16(0x0800);
    frame.u32(0x4500001c).u32(number << 16).u32(0x40010000);
    frame.u32(reply ? 0xc0000202 : 0xc0000201).u32(reply ? 0xc0000201 : 0xc0000202);
    const std::uint32_t type = reply ? 0 : 0x0800;
    return frame.u16(static_cast<std::uint16_t>(type))
        .u16(static_cast<std::uint16_t>(~(type + 7 + number)))
        .u16(7)
        .u16(static_cast<std::uint16_t>(number))
        .data();
  };
  CaptureBuilder late;
  CaptureBuilder in_time;
  CaptureBuilder before;
  before.pcap_header(0xa1b2c3d4);
  late.pcap_header(0xa1b2c3d4);
  in_time.pcap_header(0xa1b2c3d4);
  for (std::uint32_t i = 0; i < kPings; ++i) {
    const std::string request = ping(false, i);
    const auto size = static_cast<std::uint32_t>(request.size());
    late.pcap_record(1700000000 + i, 3000, request, size);
    in_time.pcap_record(1700000000 + i, 100, ping(true, i), size);
    before.pcap_record(1700000000 + i, 40, ping(true, i), size);
  }
  std::ofstream(earlier) << before.data();
  std::ofstream(requests) << late.data();
  std::ofstream(replies) << in_time.data();

  const auto replies_before_requests = [&](const std::string& order) {
    const std::string bonded = scratch.path(order + ".pcapng");
    const Result result =
        run({tapbond_program(), "-r", requests, "-r", replies, "--order", order, "-w", bonded});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(must_run({"capinfos", bonded}), HasSubstr("Strict time order:   True"));
    const std::string answered = must_run({"tshark", "-n", "-r", bonded, "-Y", "icmp.resp_to"});
    return std::pair(kPings - std::count(answered.begin(), answered.end(), '\n'), result.err);
  };
  EXPECT_EQ(replies_before_requests("stamp").first, kPings);
  const auto [left, summary] = replies_before_requests("causal");
  EXPECT_EQ(left, 0);
  EXPECT_THAT(summary,
              HasSubstr("order: 50 causes seen, 50 put right (moved at most 2.9 ms), 0 left"));

  // What the kernel stamped is beside each that was moved.
  std::vector<std::uint64_t> stamped;
  for (std::uint64_t i = 0; i < kPings; ++i) {
    stamped.push_back((1'700'000'000 + i) * 1'000'000'000 + 3'000'000);
  }
  const std::string causal = scratch.path("causal.pcapng");
  EXPECT_EQ(stamps_of_moved(causal), stamped);

  // It stays there when the file is read again, by which nothing is moved twice, and also where
  // another leg has it moved further.
  const std::string moved = scratch.path("moved.pcapng");
  must_run({tapbond_program(), "-r", causal, "-w", moved, "icmp[0] = 8"});
  EXPECT_EQ(stamps_of_moved(moved), stamped);
  const std::string again = scratch.path("again.pcapng");
  const auto bond_with = [&](const std::string& other) {
    const Result result = run(
        {tapbond_program(), "-r", moved, "-r", other, "--order", "causal,comment", "-w", again});
    EXPECT_EQ(stamps_of_moved(again), stamped);
    return result.err;
  };
  EXPECT_THAT(bond_with(replies), HasSubstr("order: 50 causes seen, 0 put right, 0 left"));
  EXPECT_THAT(bond_with(earlier), HasSubstr("order: 50 causes seen, 50 put right (moved at most "
                                            "60.0 us), 0 left"));

  // What students see of it.
  const std::string commented = scratch.path("commented.pcapng");
  must_run({tapbond_program(), "-r", requests, "-r", replies, "--order", "causal,comment", "-w",
            commented});
  const std::string comments = must_run({"tshark", "-n", "-r", commented, "-Y", "frame.comment",
                                         "-T", "fields", "-e", "frame.comment"});
  EXPECT_THAT(comments, HasSubstr("moved by tapbond to before its effect; the kernel stamped it "
                                  "2023-11-14 22:13:20.003000000 UTC\n"));
  EXPECT_EQ(std::count(comments.begin(), comments.end(), '\n'), kPings);
}

// The two directions of a line, captured by two machines; the clock of the second is 50 ms and 30
// ppm ahead. Both ends ping each other; a way takes 100 us and up to 200 more.
TEST(Files, LegsOfOtherClocksAreAligned) {
  const Scratch scratch;
  constexpr std::uint32_t kPings = 3000;
  constexpr std::uint64_t kGapUs = 20'000;
  const auto ping = [](bool from_there, bool reply, std::uint32_t number) {
    CaptureBuilder frame(Order::kBig);
    frame.raw("\x02").u8(0).u32(1).raw("\x02").u8(0).u32(2).u16(0x0800);
    frame.u32(0x4500001c).u32(number << 16).u32(0x40010000);
    frame.u32(from_there ? 0xc0000202 : 0xc0000201).u32(from_there ? 0xc0000201 : 0xc0000202);
    const std::uint32_t type = reply ? 0 : 0x0800;
    return frame.u16(static_cast<std::uint16_t>(type))
        .u16(static_cast<std::uint16_t>(~(type + 7 + number)))
        .u16(7)
        .u16(static_cast<std::uint16_t>(number))
        .data();
  };
  std::minstd_rand random(1);
  CaptureBuilder here;
  CaptureBuilder there;
  here.pcap_header(0xa1b2c3d4);
  there.pcap_header(0xa1b2c3d4);
  const auto record = [&](bool from_there, std::uint64_t us, const std::string& frame) {
    if (from_there) us += 50'000 + us * 30 / 1'000'000;
    (from_there ? there : here)
        .pcap_record(1'700'000'000 + static_cast<std::uint32_t>(us / 1'000'000),
                     static_cast<std::uint32_t>(us % 1'000'000), frame,
                     static_cast<std::uint32_t>(frame.size()));
  };
  for (std::uint32_t i = 0; i < kPings; ++i) {
    const bool asks_there = i % 2 == 1;
    const std::uint64_t asked = i * kGapUs;
    record(asks_there, asked, ping(asks_there, false, i));
    record(!asks_there, asked + 100 + random() % 200, ping(!asks_there, true, i));
  }
  const std::string a = scratch.path("here.pcap");
  const std::string b = scratch.path("there.pcap");
  std::ofstream(a) << here.data();
  std::ofstream(b) << there.data();

  const std::string aligned = scratch.path("aligned.pcapng");
  const Result result = run({tapbond_program(), "-r", a, "-r", b, "--align", "-w", aligned});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err,
              ContainsRegex("there.pcap: .*; clock 5[01]\\.[0-9]+ ms ahead of that of "
                            ".*here.pcap \\(.*\\), drift \\+(2[5-9]|3[0-5])\\.[0-9] ppm, "
                            "taken off its times"));
  EXPECT_THAT(must_run({"capinfos", aligned}), HasSubstr("Strict time order:   True"));
  // Each reply follows its request as it did, by what is known at that time.
  std::istringstream times(must_run({"tshark", "-n", "-r", aligned, "-Y", "icmp.resptime", "-T",
                                     "fields", "-e", "icmp.resptime"}));
  std::size_t replies = 0;
  for (double milliseconds = 0; times >> milliseconds; ++replies) {
    EXPECT_NEAR(milliseconds, 0.2, 0.2);
  }
  EXPECT_EQ(replies, kPings);
  // Two files of one direction prove nothing.
  const std::string copy = scratch.path("copy.pcap");
  std::filesystem::copy_file(a, copy);
  const Result silent = run({tapbond_program(), "-r", a, "-r", copy, "--align", "-w", aligned});
  EXPECT_THAT(silent.err, HasSubstr("no evidence about its clock"));
}

TEST(Files, TextOfOneFileKeepsItsOrderUnlessAHoldIsGiven) {
  const Scratch scratch;
  const std::string a = scratch.path("a.pcap");
  const std::string b = scratch.path("b.pcap");
  const std::string disordered = scratch.path("disordered.pcap");
  const std::string sorted = scratch.path("sorted.pcap");
  must_run({CAPTURE_MAKER, "--count", "1000", a, b});
  must_run({"mergecap", "-a", "-F", "nsecpcap", "-w", disordered, a, b});
  must_run({"mergecap", "-F", "nsecpcap", "-w", sorted, a, b});
  const std::string as_it_is = must_run({"tcpdump", "-nttr", disordered});
  const std::string in_order = must_run({"tcpdump", "-nttr", sorted});
  ASSERT_NE(as_it_is, in_order);
  EXPECT_TRUE(must_run({tapbond_program(), "-nttr", disordered}) == as_it_is);
  EXPECT_TRUE(must_run({tapbond_program(), "-nttr", disordered, "--hold", "1000"}) == in_order);
}

// What was lost before a file was written is not lost sight of.
TEST(Files, MergeKeepsWhatTheirWritersCounted) {
  const Scratch scratch;
  const std::string told = scratch.path("told.pcapng");
  const std::string silent = scratch.path("silent.pcapng");
  const std::string merged = scratch.path("merged.pcapng");
  CaptureBuilder file;
  file.section().interface(1, 0, file.option(2, "eth1"));
  for (int i = 0; i < 4; ++i) {
    file.enhanced_packet(0, 1'700'000'000'000'000, std::string(60 + 10 * i, 'x'), 60 + 10 * i);
  }
  std::ofstream(silent, std::ios::binary) << file.data();
  file.statistics(0, file.count_option(4, 1019) + file.count_option(5, 7) +
                         file.count_option(6, 12) + file.count_option(7, 8));
  std::ofstream(told, std::ios::binary) << file.data();

  const Result run =
      Process({tapbond_program(), "-r", told, "-r", silent, "-w", merged, "greater", "70"}, {})
          .wait();
  EXPECT_EQ(run.status, 0) << run.err;
  const auto legs = summaries_in(run.err).back().legs;
  EXPECT_EQ(legs.at(told).received, 4U);
  EXPECT_EQ(legs.at(told).dropped_by_kernel, 0U) << "that was not here";
  EXPECT_EQ(legs.at(told).dropped_before_by_kernel, 8U);
  EXPECT_EQ(legs.at(told).dropped_before_by_interface, 7U);
  EXPECT_EQ(legs.at(silent).dropped_before_by_kernel, 0U);

  const auto interfaces = read_pcapng_interfaces(merged);
  ASSERT_EQ(interfaces.size(), 2U);
  EXPECT_EQ(interfaces[0].received, 1019U);
  EXPECT_EQ(interfaces[0].ifdrop, 7U);
  EXPECT_EQ(interfaces[0].accepted, 11U) << "one more was filtered here";
  EXPECT_EQ(interfaces[0].osdrop, 8U);
  EXPECT_EQ(interfaces[0].delivered, 3U);
  EXPECT_EQ(interfaces[1].received, 4U);
  EXPECT_EQ(interfaces[1].accepted, 3U);
  EXPECT_FALSE(interfaces[1].ifdrop || interfaces[1].osdrop) << "nobody told";
  const std::string blocks =
      must_run({"tshark", "-X", "read_format:MIME Files Format", "-V", "-r", merged});
  for (const char* line :
       {"Number of Received Packets: 1019\n", "Number of Dropped Packets: 7\n",
        "Number of Accepted by Filter Packets: 11\n", "Number of Dropped Packets by OS: 8\n"}) {
    EXPECT_THAT(blocks, HasSubstr(line));
  }
  EXPECT_THAT(must_run({"capinfos", merged}), HasSubstr("Number of stat entries = 1"));
}

TEST(Files, TimesOfAnyYearPrintAsWithTcpdump) {
  constexpr std::uint64_t kSecond = 1'000'000;
  const Scratch scratch;
  const std::string any = scratch.path("any.pcapng");
  CaptureBuilder file;
  file.section().interface(1, 0, file.option(14, file.sub().u64(~0ULL - 9).data()));  // -10 s
  for (const std::uint64_t stamp : {0 * kSecond, 19 * kSecond / 2, 10 * kSecond, 11 * kSecond,
                                    (kSecond << 31) + 9 * kSecond, (kSecond << 31) + 10 * kSecond,
                                    (kSecond << 32) + 9 * kSecond, (kSecond << 32) + 10 * kSecond,
                                    9'000'000'000 * kSecond, (kSecond << 31) + 1, 5 * kSecond}) {
    file.enhanced_packet(0, stamp, std::string(60, 'x'), 60);
  }
  std::ofstream(any, std::ios::binary) << file.data();
  for (const char* style : {"-n", "-t", "-tt", "-ttt", "-tttt", "-ttttt"}) {
    for (const char* precision : {"micro", "nano"}) {
      const auto print = [&](const std::string& program) {
        return must_run({program, style, "-nr", any, "--time-stamp-precision", precision});
      };
      EXPECT_EQ(print(tapbond_program()), print("tcpdump")) << style << ' ' << precision;
    }
  }
}

// Two captures of the same ten minutes, one behind the other in a file.
TEST(Files, CapturesThatCatJoinedAreOrderedOrItIsSaidHow) {
  const Scratch scratch;
  const std::string joined = scratch.path("joined.pcapng");
  const std::string out = scratch.path("out.pcapng");
  CaptureBuilder file;
  for (std::uint64_t number = 0; number < 2; ++number) {
    file.section().interface(1, 0);
    for (std::uint64_t i = 0; i < 40'000; ++i) {
      file.enhanced_packet(0, 1'700'000'000'000'000 + i * 15'000 + number * 7, std::string(60, 'x'),
                           60);
    }
  }
  std::ofstream(joined, std::ios::binary) << file.data();
  const Result run = lab::run({tapbond_program(), "-r", joined, "-w", out});
  EXPECT_EQ(run.status, 0) << "nothing is lost";
  if (must_run({"capinfos", out}).find("Strict time order:   True") == std::string::npos) {
    const std::string before = "stand out of order in the output; --hold ";
    const std::size_t at = run.err.find(before);
    ASSERT_NE(at, std::string::npos) << run.err;
    const std::string hold = std::to_string(std::stoull(run.err.substr(at + before.size())));
    const Result again = lab::run({tapbond_program(), "-r", joined, "-w", out, "--hold", hold});
    EXPECT_THAT(again.err, testing::Not(HasSubstr("out of order")));
    EXPECT_THAT(must_run({"capinfos", out}), HasSubstr("Strict time order:   True"));
    const Result less = lab::run({tapbond_program(), "-r", joined, "-w", out, "--hold",
                                  std::to_string(std::stoull(hold) / 2)});
    EXPECT_THAT(less.err, HasSubstr("out of order")) << "a half of it is not enough";
  }
  lab::must_run({tapbond_program(), "-r", joined, "-w", out, "--hold", "36000000"});
}

TEST(Files, PcapFilesThatCatJoinedAreNamedForWhatTheyAre) {
  const Scratch scratch;
  const std::string joined = scratch.path("joined.pcap");
  CaptureBuilder file;
  for (int i = 0; i < 2; ++i) {
    file.pcap_header(0xa1b2c3d4).pcap_record(1'700'000'000, 0, std::string(60, 'x'), 60);
  }
  std::ofstream(joined, std::ios::binary) << file.data();
  const Result run = lab::run({tapbond_program(), "-r", joined, "-w", scratch.path("out.pcap")});
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.err, HasSubstr("another pcap file begins here"));
  EXPECT_EQ(summaries_in(run.err).back().written(), 1U);
}

// A time that cannot be told is never moved without a word.
TEST(Files, TimesThatAnOutputCannotHoldAreCounted) {
  const Scratch scratch;
  const std::string in = scratch.path("in.pcapng");
  CaptureBuilder file;
  file.section().interface(1, 0, file.option(14, file.sub().u64(~0ULL - 9).data()));  // -10 s
  for (const std::uint64_t seconds : {0ULL, 9ULL, 10ULL, 4'294'967'305ULL, 4'294'967'306ULL,
                                      9'246'182'400ULL, 18'000'000'000'000ULL}) {
    file.enhanced_packet(0, seconds * 1'000'000, std::string(60, 'x'), 60);
  }
  std::ofstream(in, std::ios::binary) << file.data();
  const auto write = [&](const std::string& name) {
    const std::string out = scratch.path(name);
    const Result run = lab::run({tapbond_program(), "-r", in, "-w", out});
    EXPECT_EQ(run.status, 0);
    EXPECT_THAT(run.err, HasSubstr("; 2 with times before 1677 or after 2262, moved"));
    EXPECT_THAT(run.err, HasSubstr("packets from outside of them are given the nearest"));
    return run.err;
  };
  EXPECT_THAT(write("out.pcap"),
              HasSubstr("written 7, lost 0; 5 with times outside of 1970 to 2106"));
  EXPECT_THAT(write("out.pcapng"), HasSubstr("; 2 with times outside of 1970 to 2262, moved"));
  const Result series = lab::run(
      {tapbond_program(), "-Z", "root", "-r", in, "-w", scratch.path("series"), "-C", "1"});
  EXPECT_THAT(series.err, HasSubstr("; 5 with times outside of 1970 to 2106, moved"));
}

// Far more than there are descriptors for by default.
TEST(Files, PacketsWithoutATimeAreCounted) {
  const Scratch scratch;
  const std::string in = scratch.path("in.pcapng");
  const std::string frame(60, 'x');
  CaptureBuilder file;
  file.section().interface(1, 0).enhanced_packet(0, 1'700'000'000'000'000, frame, 60);
  file.simple_packet(frame, 60).simple_packet(frame, 60);
  std::ofstream(in, std::ios::binary) << file.data();
  const Result result = run({tapbond_program(), "-r", in, "-w", scratch.path("out.pcapng")});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err, HasSubstr("packets without a time (simple packet blocks)"));
  EXPECT_THAT(result.err, HasSubstr("written 3,"));
  EXPECT_THAT(result.err, HasSubstr("; 2 without a time, given that of the packet before"));
}

TEST(Files, AThousandAreBonded) {
  constexpr std::uint32_t kFiles = 1500;
  const Scratch scratch;
  const std::string out = scratch.path("out.pcapng");
  std::vector<std::string> command{tapbond_program(), "-w", out};
  for (std::uint32_t number = 0; number < kFiles; ++number) {
    const std::string name = scratch.path(std::to_string(number) + ".pcap");
    CaptureBuilder file;
    file.pcap_header(0xa1b2c3d4);
    for (std::uint32_t i = 0; i < 3; ++i) {
      file.pcap_record(1'700'000'000 + i, number, std::string(60, 'x'), 60);
    }
    std::ofstream(name, std::ios::binary) << file.data();
    command.insert(command.end(), {"-r", name});
  }
  const Result run = lab::run(command);
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(summaries_in(run.err).back().captured, 3 * kFiles);
  const std::string info = must_run({"capinfos", out});
  EXPECT_THAT(info, HasSubstr("Strict time order:   True"));
}

TEST(Files, CompressedStandardInputIsReadToWhereItBreaksOff) {
  const Scratch scratch;
  const std::string a = scratch.path("a.pcap");
  const std::string b = scratch.path("b.pcap");
  const std::string plain = scratch.path("plain.pcapng");
  const std::string packed = scratch.path("packed.pcapng.gz");
  must_run({CAPTURE_MAKER, "--count", "20000", a, b});
  for (const std::string& file : {plain, packed}) {
    must_run({tapbond_program(), "-r", a, "-r", b, "-w", file});
  }
  const auto read = [&] {
    const Descriptor input(::open(packed.c_str(), O_RDONLY | O_CLOEXEC));
    return Process({tapbond_program(), "-nttr", "-", "--time-stamp-precision", "nano"},
                   {.stdin_fd = input.get()})
        .wait();
  };
  const Result whole = read();
  EXPECT_EQ(whole.status, 0) << whole.err;
  EXPECT_EQ(std::count(whole.out.begin(), whole.out.end(), '\n'), 20000);
  EXPECT_TRUE(whole.out == must_run({"tcpdump", "-nttr", plain, "--time-stamp-precision", "nano"}));

  std::filesystem::resize_file(packed, std::filesystem::file_size(packed) / 2);
  const Result cut = read();
  EXPECT_EQ(cut.status, 1);
  EXPECT_THAT(cut.err, HasSubstr("the gzip data breaks off"));
  EXPECT_GT(cut.out.size(), whole.out.size() / 4);
  EXPECT_TRUE(whole.out.starts_with(cut.out));
}

}  // namespace
}  // namespace tapbond::lab
