#include "sensor/files/linktype.h"

#include <gtest/gtest.h>
#include <pcap/pcap.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>

namespace tapbond {
namespace {

constexpr int kTypes = 320;  // libpcap's numbers end below

// What libpcap itself writes into a file's header for that DLT; nothing for those it does not know.
std::optional<int> written_for(int dlt) {
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> handle(pcap_open_dead(dlt, 65535),
                                                              pcap_close);
  char* text = nullptr;
  std::size_t size = 0;
  FILE* memory = open_memstream(&text, &size);
  pcap_dumper_t* dumper = pcap_dump_fopen(handle.get(), memory);
  if (dumper != nullptr) {
    pcap_dump_close(dumper);
  } else {
    fclose(memory);
  }
  const std::unique_ptr<char, decltype(&free)> owner(text, free);
  constexpr std::size_t kLinktypeAt = 20;  // pcap file header: the last of its 24 bytes
  if (dumper == nullptr || size < 24) return std::nullopt;
  std::uint32_t linktype = 0;
  std::memcpy(&linktype, text + kLinktypeAt, sizeof linktype);
  return static_cast<int>(linktype);
}

// What libpcap takes a file of that link type for.
std::optional<int> read_for(int linktype) {
  std::array<std::uint32_t, 6> header{0xa1b2c3d4, 0, 0, 0, 65535, 0};
  header[1] = 2 | 4 << 16;
  header[5] = static_cast<std::uint32_t>(linktype);
  FILE* memory = fmemopen(header.data(), sizeof header, "rb");
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> handle(
      pcap_fopen_offline(memory, error.data()), pcap_close);
  if (handle) return pcap_datalink(handle.get());
  fclose(memory);
  return std::nullopt;
}

TEST(Linktype, OfADltIsWhatLibpcapWrites) {
  int known = 0;
  for (int dlt = 0; dlt < kTypes; ++dlt) {
    const auto expected = written_for(dlt);
    if (!expected) continue;
    EXPECT_EQ(linktype_of_dlt(dlt), *expected) << "DLT " << dlt;
    ++known;
  }
  EXPECT_GT(known, 150);
}

TEST(Linktype, GivesTheDltThatLibpcapReads) {
  int known = 0;
  for (int linktype = 0; linktype < kTypes; ++linktype) {
    const auto expected = read_for(linktype);
    if (!expected) continue;
    EXPECT_EQ(dlt_of_linktype(linktype), *expected) << "LINKTYPE " << linktype;
    ++known;
  }
  EXPECT_GT(known, 150);
}

TEST(LinktypeName, IsLibpcapsNameAndDescription) {
  EXPECT_EQ(linktype_name(1), "EN10MB (Ethernet)");
  EXPECT_EQ(linktype_name(101), "RAW (Raw IP)");
  EXPECT_EQ(linktype_name(113), "LINUX_SLL (Linux cooked v1)");
  EXPECT_EQ(linktype_name(276), "LINUX_SLL2 (Linux cooked v2)");
}

TEST(LinktypeName, IsTheNumberWhereThereIsNone) { EXPECT_EQ(linktype_name(64000), "64000"); }

}  // namespace
}  // namespace tapbond
