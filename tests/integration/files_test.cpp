// The merge of files, with Wireshark's tools as judges.

#include <fcntl.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

#include "tests/integration/lab.h"
#include "tests/integration/process.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

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
