#include "sensor/files/beside_block.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sensor/files/block_builder.h"
#include "sensor/files/carried_options.h"
#include "sensor/files/pcapng_format.h"

namespace tapbond {
namespace {

using Bytes = std::span<const std::uint8_t>;
using Block = std::optional<std::vector<std::uint8_t>>;

std::string_view view(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Those of the options that are carried on close the block.
std::vector<std::uint8_t> with_options(BlockBuilder block, Bytes options, bool swapped,
                                       std::uint16_t highest_known) {
  std::string list;
  carry_options(options, swapped, highest_known, list);
  return block.options(list).finish();
}

// Secrets type u32 | length u32 | the secrets, padded | options.
Block secrets(Bytes body, bool swapped) {
  if (body.size() < 8) return std::nullopt;
  const auto length = load<std::uint32_t>(body.data() + 4, swapped);
  const Bytes rest = body.subspan(8);
  if (length > rest.size() || (length + std::uint64_t{3}) / 4 * 4 > rest.size()) {
    return std::nullopt;
  }
  BlockBuilder block(pcapng::kSecretsBlock);
  block.number(load<std::uint32_t>(body.data(), swapped)).number(length);
  block.bytes(view(rest.first(length))).pad();
  return with_options(std::move(block), rest.subspan(pcapng::padded(length)), swapped,
                      pcapng::kComment);
}

// Records, which look as options do and end as they do, too | options. Addresses are in network
// byte order.
Block names(Bytes body, bool swapped) {
  BlockBuilder block(pcapng::kNamesBlock);
  while (body.size() >= 4) {
    const auto type = load<std::uint16_t>(body.data(), swapped);
    const auto length = load<std::uint16_t>(body.data() + 2, swapped);
    body = body.subspan(4);
    if (pcapng::padded(length) > body.size()) return std::nullopt;
    block.number(type).number(length).bytes(view(body.first(length))).pad();
    body = body.subspan(pcapng::padded(length));
    if (type == pcapng::kEndOfNames) {
      return with_options(std::move(block), body, swapped, pcapng::kNamesServerIpv6);
    }
  }
  block.number(std::uint32_t{pcapng::kEndOfNames});
  return block.finish();
}

Block custom(Bytes body, bool swapped) {
  if (body.size() < 4) return std::nullopt;
  return BlockBuilder(pcapng::kCustomBlock)
      .number(load<std::uint32_t>(body.data(), swapped))
      .bytes(view(body.subspan(4)))
      .finish();
}

Block as_it_is(std::uint32_t type, Bytes body) {
  return BlockBuilder(type).bytes(view(body)).finish();
}

Block carried(std::uint32_t type, Bytes body, bool swapped) {
  switch (type) {
    case pcapng::kSecretsBlock:
      return secrets(body, swapped);
    case pcapng::kNamesBlock:
      return names(body, swapped);
    case pcapng::kCustomBlock:
      return custom(body, swapped);
    case pcapng::kCustomBlockNotToBeCopied:
      return std::nullopt;
    case pcapng::kJournalBlock:
      return as_it_is(type, body);
    default:
      return swapped ? std::nullopt : as_it_is(type, body);
  }
}

}  // namespace

BesideBlock carry_block(std::uint32_t type, Bytes body, bool swapped) {
  BesideBlock block{.kind = kind_of_block(type)};
  if (Block bytes = carried(type, body, swapped)) {
    block.bytes = std::make_shared<const std::vector<std::uint8_t>>(std::move(*bytes));
  }
  return block;
}

BesideKind kind_of_block(std::uint32_t type) {
  switch (type) {
    case pcapng::kSecretsBlock:
      return BesideKind::kSecrets;
    case pcapng::kNamesBlock:
      return BesideKind::kNames;
    case pcapng::kCustomBlock:
    case pcapng::kCustomBlockNotToBeCopied:
      return BesideKind::kCustomBlock;
    case pcapng::kJournalBlock:
      return BesideKind::kJournal;
    default:
      return BesideKind::kOtherBlock;
  }
}

}  // namespace tapbond
