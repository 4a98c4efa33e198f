// What captures hold beside packets, through a rewriting or a merge, as Wireshark's tools see it.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/files/capture_builder.h"
#include "tests/integration/lab.h"
#include "tests/integration/process.h"
#include "tests/integration/program.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::uint64_t kStart = 1'700'000'000'000'000'000;

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream all;
  all << file.rdbuf();
  return all.str();
}

void write(const std::string& path, const CaptureBuilder& file) {
  std::ofstream(path, std::ios::binary) << file.data();
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::string arp(const CaptureBuilder& to) {
  return to.sub().raw(std::string(12, '\2') + "\x08\x06" + std::string(46, '\0')).data();
}

void add_interface(CaptureBuilder& to) {
  to.interface(1, 0,
               to.option(1, "first") + to.option(1, "second") + to.option(2, "eth0") +
                   to.option(9, "\x09") + to.option(12, "V7") + to.option(15, "hw") +
                   to.count_option(8, 1'000'000'000) + to.option(13, "\4") + to.end_of_options());
}

void add_secrets_and_names(CaptureBuilder& to) {
  to.block(10, to.sub().u32(0x544c534b).u32(17).raw("CLIENT_RANDOM 0 1").data());
  to.block(
      4,
      to.sub().u16(1).u16(13).raw(std::string("\x0a\0\0\1east.lan", 12)).u8(0).pad().u32(0).data());
}

void add_packet(CaptureBuilder& to, std::uint64_t stamp, const std::string& comment) {
  to.enhanced_packet(0, stamp, arp(to), 60,
                     to.option(1, comment) + to.option(1, "and more") +
                         to.option(2, to.sub().u32(1).data()) + to.option(3, "\2\xde\xad\xbe\xef") +
                         to.count_option(4, 5) + to.count_option(5, 77) + to.end_of_options());
}

// Sections of one machine, the second with a comment of its own.
CaptureBuilder capture(Order order) {
  CaptureBuilder file(order);
  for (const char* comment : {"of the first", "of the second"}) {
    file.section(file.option(1, comment) + file.option(2, "PDP-11") + file.option(3, "V7") +
                 file.option(4, "a program") + file.end_of_options());
    add_interface(file);
    add_secrets_and_names(file);
    file.block(0xbad, file.sub().u32(32473).raw("custom..").data());
    add_packet(file, kStart, comment);
  }
  return file;
}

class Rewriting : public testing::Test {
 protected:
  const Scratch scratch_;
  const std::string in_ = scratch_.path("in.pcapng");
  const std::string out_ = scratch_.path("out.pcapng");
};

TEST_F(Rewriting, RewrittenPcapngHasAllThatItHad) {
  for (const Order order : {Order::kLittle, Order::kBig}) {
    write(in_, capture(order));
    must_run({tapbond_program(), "-r", in_, "-w", out_});
    CaptureBuilder interface;
    add_interface(interface);
    CaptureBuilder lasting;
    add_secrets_and_names(lasting);
    CaptureBuilder custom;
    custom.block(0xbad, custom.sub().u32(32473).raw("custom..").data());
    CaptureBuilder one;
    add_packet(one, kStart, "of the first");
    CaptureBuilder two;
    add_packet(two, kStart, "of the second");
    const std::string out = content(out_);
    EXPECT_EQ(count(out, interface.data()), 1u);
    EXPECT_EQ(count(out, lasting.data()), 1u);
    EXPECT_EQ(count(out, custom.data()), 2u);
    EXPECT_EQ(count(out, one.data()), 1u);
    EXPECT_EQ(count(out, two.data()), 1u);
    EXPECT_LT(out.find(lasting.data()), out.find(one.data()));
    EXPECT_EQ(count(out, "of the first"), 2u) << "the section and the packet";
    EXPECT_EQ(count(out, "of the second"), 2u);
    EXPECT_EQ(count(out, "PDP-11"), 1u) << "both sections are read before the first is written";
    EXPECT_EQ(count(out, "a program"), 0u);

    const auto told = [](const std::string& file) {
      return must_run({"tshark", "-nr", file, "-Y", "frame.time_epoch", "-T", "fields", "-e",
                       "frame.time_epoch", "-e", "frame.comment", "-e", "frame.interface_name",
                       "-e", "frame.packet_flags"});
    };
    EXPECT_EQ(told(out_), told(in_));
  }
}

TEST_F(Rewriting, MergedNameNoMachineWhereTheyDiffer) {
  CaptureBuilder other;
  other.section(other.option(2, "a VAX"));
  other.interface(1, 0, other.option(2, "eth1"));
  const std::string second = scratch_.path("second.pcapng");
  write(in_, capture(Order::kLittle));
  write(second, other);
  const Result run = lab::run({tapbond_program(), "-r", in_, "-r", second, "-w", out_});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.err, HasSubstr("left out: 1 section's hardware and system"));
  const std::string out = content(out_);
  EXPECT_EQ(count(out, "PDP-11"), 0u);
  EXPECT_EQ(count(out, "a VAX"), 0u);
  EXPECT_EQ(count(out, "CLIENT_RANDOM"), 1u);
}

TEST_F(Rewriting, PcapSaysWhatItHasNoPlaceFor) {
  write(in_, capture(Order::kLittle));
  const Result run = lab::run({tapbond_program(), "-r", in_, "-w", scratch_.path("out.pcap")});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.err, HasSubstr("a pcap file holds packets alone; left out: 4 packet comments, 2 "
                                 "packets' flags, 2 packet hashes"));
  EXPECT_THAT(run.err, HasSubstr("1 block of decryption secrets, 1 block of names, 2 custom "
                                 "blocks"));
  const Result plain = lab::run(
      {tapbond_program(), "-r", scratch_.path("out.pcap"), "-w", scratch_.path("again.pcap")});
  EXPECT_THAT(plain.err, Not(HasSubstr("left out")));
}

TEST_F(Rewriting, OfASeriesAllHaveTheSecretsAndNames) {
  CaptureBuilder file;
  file.section(file.option(1, "a comment"));
  add_interface(file);
  add_secrets_and_names(file);
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    file.enhanced_packet(0, kStart + i, arp(file) + std::string(100, 'x'), 160);
  }
  write(in_, file);
  must_run({tapbond_program(), "-r", in_, "-C", "1", "-Z", "root", "-w", out_});
  CaptureBuilder lasting;
  add_secrets_and_names(lasting);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(scratch_.path("."))) {
    if (entry.path() == in_ || entry.path().filename() == "in.pcapng") continue;
    ++files;
    EXPECT_EQ(count(content(entry.path()), lasting.data()), 1u) << entry.path();
    EXPECT_EQ(count(content(entry.path()), "a comment"), 1u) << entry.path();
  }
  EXPECT_GT(files, 2u);
}

TEST_F(Rewriting, SectionsThatSayTheSameAreOneInTheOutput) {
  CaptureBuilder file;
  for (std::uint64_t i = 0; i < 300; ++i) {
    file.section(file.option(2, "PDP-11"));
    add_interface(file);
    file.enhanced_packet(0, kStart + i, arp(file), 60);
  }
  write(in_, file);
  must_run({tapbond_program(), "-r", in_, "-w", out_});
  CaptureBuilder interface;
  add_interface(interface);
  EXPECT_EQ(count(content(out_), interface.data()), 1u);
  EXPECT_EQ(count(content(out_), "PDP-11"), 1u);
  EXPECT_THAT(must_run({"capinfos", "-c", "-M", out_}), HasSubstr("300"));
}

// Larger than the slabs that frames wait in, from a file, and from a stream, where they take
// memory.
class LargeRecords : public Rewriting {
 protected:
  static constexpr std::size_t kMebibyte = std::size_t{1} << 20;

  LargeRecords() {
    CaptureBuilder file;
    file.section();
    file.interface(231, 0);
    std::uint64_t stamp = kStart / 1000;
    for (const std::size_t size : {std::size_t{80}, 20 * kMebibyte, kMebibyte, std::size_t{100}}) {
      file.enhanced_packet(0, stamp++, std::string(size, 'x'), static_cast<std::uint32_t>(size));
    }
    write(in_, file);
  }

  // Runs tapbond from `tapbond ARGUMENTS -w out_` with the shell in front of it.
  Result rewrite(const std::string& before, const std::string& arguments) const {
    return lab::run({"bash", "-c", before + tapbond_program() + " " + arguments + " -w " + out_});
  }
};

constexpr const char* kSizes = "80\n20971520\n1048576\n100\n";

std::string sizes_in(const std::string& file) {
  return must_run({"tshark", "-nr", file, "-T", "fields", "-e", "frame.cap_len"});
}

TEST_F(LargeRecords, AreRewrittenFromAFileWithASmallBuffer) {
  const Result run = rewrite("", "--buffer 16 -r " + in_);
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(sizes_in(out_), kSizes);
}

TEST_F(LargeRecords, AreRewrittenFromAStreamThatTheBufferHolds) {
  for (const std::string from : {"cat ", "gzip -1c "}) {
    const Result run = rewrite(from + in_ + " | ", "--buffer 64 -r -");
    EXPECT_EQ(run.status, 0) << run.err;
    EXPECT_EQ(sizes_in(out_), kSizes);
  }
}

TEST_F(LargeRecords, SayWhichBufferAStreamOfThemTakes) {
  const Result small = rewrite("cat " + in_ + " | ", "--buffer 16 -r -");
  EXPECT_EQ(small.status, 1);
  EXPECT_THAT(small.err, HasSubstr("give --buffer 25"));
  EXPECT_EQ(sizes_in(out_), "80\n");
  EXPECT_EQ(rewrite("cat " + in_ + " | ", "--buffer 25 -r -").status, 0);
  EXPECT_EQ(sizes_in(out_), kSizes);
}

// None of them waits for the memory that another holds.
TEST_F(LargeRecords, OfSeveralStreamsAreMerged) {
  const std::string same = "<(cat " + in_ + ")";
  const Result run = rewrite("", "--buffer 80 -r " + same + " -r " + same + " -r " + same);
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(must_run({"capinfos", "-c", "-M", out_}), HasSubstr("12"));
}

}  // namespace
}  // namespace tapbond::lab
