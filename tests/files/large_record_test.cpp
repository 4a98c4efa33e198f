// Records larger than a slab, of the link types that have them.
#include <gtest/gtest.h>

#include <optional>

#include "capture_builder.h"
#include "capture_files.h"
#include "sensor/files/linktype.h"
#include "sensor/files/pcap_format.h"

namespace tapbond {
namespace {

using Status = CaptureReader::Status;

constexpr std::size_t kMebibyte = std::size_t{1} << 20;
constexpr std::uint32_t kDbus = 231;
constexpr std::uint32_t kUsb = 220;
constexpr std::uint32_t kEbhscr = 279;
constexpr std::uint32_t kEthernet = 1;

std::string bytes_of(std::size_t number, std::size_t size) {
  return std::string(size, static_cast<char>('a' + number));
}

class LargeRecords : public testing::TestWithParam<bool> {
 protected:
  std::string capture_of(std::uint32_t linktype, const std::vector<std::size_t>& sizes) const {
    CaptureBuilder file;
    if (GetParam()) {
      file.section().interface(static_cast<std::uint16_t>(linktype), 0);
    } else {
      file.pcap_header(0xa1b2c3d4, linktype, 0);
    }
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const std::string bytes = bytes_of(i, sizes[i]);
      const auto size = static_cast<std::uint32_t>(bytes.size());
      if (GetParam()) {
        file.enhanced_packet(0, i, bytes, size);
      } else {
        file.pcap_record(0, static_cast<std::uint32_t>(i), bytes, size);
      }
    }
    return file.data();
  }

  const ScratchFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Both, LargeRecords, testing::Bool(),
                         [](const auto& instance) { return instance.param ? "pcapng" : "pcap"; });

void expect_all(const Capture& capture, const std::vector<std::size_t>& sizes) {
  EXPECT_EQ(capture.status, Status::kEnd) << capture.problem;
  ASSERT_EQ(capture.packets.size(), sizes.size());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    EXPECT_TRUE(capture.packets[i].bytes == bytes_of(i, sizes[i])) << "packet " << i;
    EXPECT_EQ(capture.packets[i].stamp, static_cast<std::int64_t>(i) * 1000);
  }
}

// Around the sizes where a record no longer has room in a slab, or in a window with what is in
// front of it in its page.
TEST_P(LargeRecords, AreReadBesideSmallOnes) {
  const std::vector<std::size_t> sizes = {80,
                                          kMebibyte,
                                          80,
                                          1,
                                          kMebibyte - 1,
                                          kMebibyte + 1,
                                          300,
                                          262145,
                                          kMebibyte - 32768,
                                          4000,
                                          kMebibyte - 4096,
                                          5 * kMebibyte + 3,
                                          5 * kMebibyte + 3,
                                          80};
  for (const std::uint32_t linktype : {kDbus, kUsb}) {
    expect_all(read_capture(folder_.file("in", capture_of(linktype, sizes))), sizes);
  }
}

TEST_P(LargeRecords, EndTheReadingOnlyBeyondWhatTheirLinkTypeAllows) {
  const std::vector<std::size_t> most = {80, 8 * kMebibyte, 80};
  expect_all(read_capture(folder_.file("most", capture_of(kEbhscr, most))), most);

  const auto expect_one = [&](std::uint32_t linktype, std::size_t size) {
    const std::string path = folder_.file("beyond", capture_of(linktype, {80, size, 80}));
    const Capture capture = read_capture(path);
    EXPECT_EQ(capture.status, Status::kDamaged);
    EXPECT_EQ(capture.packets.size(), 1u);
    EXPECT_NE(capture.problem.find("claims"), std::string::npos) << capture.problem;
  };
  expect_one(kEbhscr, 9 * kMebibyte);
  expect_one(kEthernet, kMebibyte);
}

TEST_P(LargeRecords, ThatBreakOffAreSaidToDoSo) {
  const std::string whole = capture_of(kDbus, {80, 20 * kMebibyte, 80});
  const Capture capture = read_capture(folder_.file("cut", whole.substr(0, 10 * kMebibyte)));
  EXPECT_EQ(capture.status, Status::kDamaged);
  EXPECT_EQ(capture.packets.size(), 1u);
  EXPECT_NE(capture.problem.find("the file breaks off in a "), std::string::npos)
      << capture.problem;
}

TEST(MaxFrameBytes, IsThatOfTheOthersForMostLinkTypes) {
  EXPECT_EQ(max_frame_bytes(1), pcap::kMaxFrameBytes);
  EXPECT_EQ(max_frame_bytes(113), pcap::kMaxFrameBytes);
  for (const int linktype : {186, 189, 220, 231, 249, 266}) {
    EXPECT_EQ(max_frame_bytes(linktype), 128 * kMebibyte) << linktype;
  }
}

}  // namespace
}  // namespace tapbond
