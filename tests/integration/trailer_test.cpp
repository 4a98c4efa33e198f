// Time stamps that taps append, with tshark to say what they are.

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "tests/integration/lab.h"
#include "tests/integration/program.h"
#include "tests/sensor/trailers/appended.h"

namespace tapbond::lab {
namespace {

using namespace appended;
using testing::HasSubstr;

constexpr std::uint8_t kFrames = 40;

// The capture is stamped a second behind what the frames say.
void write_pcap(const std::string& path, Octets (*append)(std::uint8_t)) {
  std::ofstream file(path, std::ios::binary);
  const auto word = [&file](std::size_t value) {
    const auto bytes = static_cast<std::uint32_t>(value);
    file.write(reinterpret_cast<const char*>(&bytes), sizeof bytes);
  };
  for (const std::uint32_t value : {0xa1b2c3d4U, 0x00040002U, 0U, 0U, 262144U, 1U}) word(value);
  for (std::uint8_t number = 1; number <= kFrames; ++number) {
    const Octets frame = append(number);
    word(kSeconds + 1);
    word(number);
    word(frame.size());
    word(frame.size());
    file.write(reinterpret_cast<const char*>(frame.data()),
               static_cast<std::streamsize>(frame.size()));
  }
}

std::uint32_t nanoseconds(std::uint8_t number) { return 100'000'000 + number * 1'000'003U; }
Octets by_metamako(std::uint8_t number) { return metamako(frame(number), nanoseconds(number)); }
Octets by_vss(std::uint8_t number) { return vss(frame(number), nanoseconds(number), 1); }
Octets by_ixia(std::uint8_t number) { return ixia(frame(number), nanoseconds(number)); }
Octets by_hpt(std::uint8_t number) { return hpt(frame(number), number * std::uint64_t{1} << 32); }

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

struct Kind {
  const char* option;
  const char* heuristic;
  const char* field;
  Octets (*append)(std::uint8_t);
};

class TrailerOf : public testing::TestWithParam<Kind> {};

TEST_P(TrailerOf, IsThePacketsTimeAndIsCutOff) {
  const Kind kind = GetParam();
  const Scratch scratch;
  const std::string in = scratch.path("in.pcap");
  const std::string out = scratch.path("out.pcapng");
  write_pcap(in, kind.append);
  const Result result = run({tapbond_program(), "-r", in, "--trailer", kind.option, "-w", out});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("trailers, 0 packets without"));
  const auto said =
      lines_of(must_run({"env", "TZ=UTC", "tshark", "--enable-heuristic", kind.heuristic, "-r", in,
                         "-T", "fields", "-e", kind.field}));
  const auto times = lines_of(
      must_run({"env", "TZ=UTC", "tshark", "-r", out, "-T", "fields", "-e", "frame.time"}));
  ASSERT_EQ(said.size(), kFrames);
  EXPECT_EQ(times, said);
  const auto lengths = lines_of(must_run({"tshark", "-r", out, "-T", "fields", "-e", "frame.len"}));
  EXPECT_EQ(lengths, std::vector<std::string>(kFrames, std::to_string(frame().size())));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, TrailerOf,
    testing::Values(Kind{"metamako", "metamako_eth", "metamako.time", by_metamako},
                    Kind{"hpt", "exablaze_eth", "exablaze.timestamp", by_hpt},
                    Kind{"vss", "vssmonitoring_eth", "vssmonitoring.time", by_vss},
                    Kind{"ixia", "ixiatrailer_eth", "ixiatrailer.timestamp", by_ixia}),
    [](const testing::TestParamInfo<Kind>& kind) { return std::string(kind.param.option); });

TEST(Trailer, IsRefusedInOneLineWhereItIsAnother) {
  const Scratch scratch;
  const std::string in = scratch.path("in.pcap");
  const std::string out = scratch.path("out.pcapng");
  write_pcap(in, by_metamako);
  const Result result = run({tapbond_program(), "-r", in, "--trailer", "hpt", "-w", out});
  EXPECT_NE(result.status, 0);
  EXPECT_THAT(result.err, HasSubstr("--trailer hpt: none of the first 16 packets of " + in));
  EXPECT_EQ(lines_of(result.err).size(), 1U) << result.err;
  EXPECT_FALSE(std::ifstream(out).good()) << "nothing was begun";
}

// What the kernel stamped is in the option that the manual describes.
TEST(Trailer, LeavesTheStampInPcapng) {
  const Scratch scratch;
  const std::string in = scratch.path("in.pcap");
  const std::string out = scratch.path("out.pcapng");
  write_pcap(in, by_metamako);
  ASSERT_EQ(run({tapbond_program(), "-r", in, "--trailer", "metamako", "-w", out}).status, 0);
  std::ifstream file(out, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  Octets stamp = {'t', 'a', 'p', 'b', 'o', 'n', 'd', 1};
  put(stamp, (kSeconds + 1) * std::uint64_t{1'000'000'000} + 7'000, 8);
  EXPECT_NE(bytes.find(std::string(stamp.begin(), stamp.end())), std::string::npos);
}

}  // namespace
}  // namespace tapbond::lab
