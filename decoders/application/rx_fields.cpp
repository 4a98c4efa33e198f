// The fields of AFS's calls and replies.
#include <cstdio>
#include <ctime>

#include "decoders/application/rx.h"
#include "decoders/core/address.h"
#include "decoders/core/escape.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kAclMost = 1024;
constexpr std::uint32_t kLetters = 26;
constexpr std::uint32_t kUuid = 44;

void put_date(Line& line, Reader& from) {
  const std::time_t time = static_cast<std::int32_t>(from.u32());
  if (line.cut()) return;
  std::tm broken{};
  localtime_r(&time, &broken);
  char text[32];
  const std::size_t size = std::strftime(text, sizeof text, " %Y/%m/%d %H:%M:%S", &broken);
  line.put(std::string_view(text, size));
}

// Three numbers that make one.
bool put_triple(Line& line, Reader& from, std::string_view title, char between) {
  if (!from.rest().has(0, 12)) return false;
  const std::uint32_t first = from.u32();
  const std::uint32_t second = from.u32();
  line.print(" {} {}{}{}{}{}", title, first, between, second, between, from.u32());
  return true;
}

bool put_version(Line& line, Reader& from) {
  if (!from.rest().has(0, 8)) return false;
  const std::uint32_t epoch = from.u32();
  line.print(" {}.{}", epoch, from.u32());
  return true;
}

// An identifier of which each part has 32 bits, whatever its own size.
bool put_uuid(Line& line, Reader& from) {
  if (!from.rest().has(0, kUuid)) return false;
  line.print(" {:08x}", from.u32());
  line.print("{:04x}", from.u32());
  line.print("{:04x}", from.u32());
  for (int i = 0; i < 8; ++i) line.print("{:02x}", from.u32() & 0xff);
  return true;
}

bool put_counted_text(Line& line, Reader& from, std::uint32_t longest) {
  const std::uint32_t size = from.u32();
  if (line.cut()) return true;
  if (size > longest) return false;
  line.put(" \"");
  if (!put_text(line, from.rest(), 0, size)) return false;
  line.put('"');
  from.skip((size + 3) / 4 * 4);
  return true;
}

// A character in each 32 bits, up to a 0.
bool put_wide_text(Line& line, Reader& from, std::uint32_t count) {
  const Bytes words = from.bytes(count * 4);
  if (!words.has(0, count * 4)) return false;
  line.put(" \"");
  for (std::uint32_t i = 0; i < count && words.u8(i * 4 + 3) != 0; ++i) {
    put_visible(line, words.u8(i * 4 + 3));
  }
  line.put('"');
  return true;
}

bool put_store_status(Line& line, Reader& from) {
  if (!from.rest().has(0, 24)) return false;
  const std::uint32_t mask = from.u32();
  if (mask != 0) line.put(" StoreStatus");
  if ((mask & 1) != 0) {
    line.put(" date");
    put_date(line, from);
  } else {
    from.skip(4);
  }
  const std::uint32_t owner = from.u32();
  if ((mask & 2) != 0) line.print(" owner {}", owner);
  const std::uint32_t group = from.u32();
  if ((mask & 4) != 0) line.print(" group {}", group);
  const std::uint32_t mode = from.u32();
  if ((mask & 8) != 0) line.print(" mode {:o}", mode & 07777);
  const std::uint32_t segment = from.u32();
  if ((mask & 16) != 0) line.print(" segsize {}", segment);
  if ((mask & 1024) != 0) line.put(" fsync");
  return true;
}

void put_rights(Line& line, int rights) {
  constexpr std::pair<int, char> kRights[] = {{1, 'r'}, {8, 'l'},  {4, 'i'}, {16, 'd'},
                                              {2, 'w'}, {32, 'k'}, {64, 'a'}};
  for (const auto& [bit, letter] : kRights) {
    if ((rights & bit) != 0) line.put(letter);
  }
}

// Who may do what, as text: how many grants and denials, then each with a name and its rights.
bool put_access_list(Line& line, Reader& from) {
  const std::uint32_t size = from.u32();
  if (line.cut()) return true;
  if (!from.rest().has(0, size)) return false;
  const std::string list(from.rest().seen(0, std::min(size, kAclMost)));
  const char* at = list.c_str();
  int counts[2] = {};
  int used = 0;
  if (std::sscanf(at, "%d %d\n%n", &counts[0], &counts[1], &used) != 2) return true;
  at += used;
  for (int kind = 0; kind < 2; ++kind) {
    for (int i = 0; i < counts[kind]; ++i) {
      char user[kAclMost + 1];
      int rights = 0;
      if (std::sscanf(at, "%1024s %d\n%n", user, &rights, &used) != 2) return true;
      at += used;
      line.put(kind == 0 ? " +{" : " -{");
      for (const char* c = user; *c != 0; ++c) put_visible(line, static_cast<std::uint8_t>(*c));
      line.put(' ');
      put_rights(line, rights);
      line.put('}');
    }
  }
  return true;
}

// A list with its count in front; what stands for an empty one is said.
template <typename PutOne>
bool put_list(Line& line, Reader& from, std::string_view between, const PutOne& put_one) {
  const std::uint32_t count = from.u32();
  for (std::uint32_t i = 0; i < count && !line.cut(); ++i) {
    if (i > 0) line.put(between);
    if (!put_one()) return false;
  }
  if (count == 0) line.put(" <none!>");
  return true;
}

bool put_callbacks(Line& line, Reader& from) {
  if (!put_list(line, from, ",", [&] { return put_triple(line, from, "fid", '/'); })) return false;
  const std::uint32_t count = from.u32();
  if (count != 0) line.put(';');
  for (std::uint32_t i = 0; i < count && !line.cut(); ++i) {
    line.put(" ver");
    line.print(" {}", static_cast<std::int32_t>(from.u32()));
    line.put(" expires");
    put_date(line, from);
    from.u32();
  }
  return true;
}

void put_volume_type(Line& line, Reader& from) {
  constexpr std::string_view kTypes[] = {"read-write", "read-only", "backup"};
  const std::uint32_t type = from.u32();
  if (type < std::size(kTypes)) line.print(" type {}", kTypes[type]);
}

bool put_uuid_servers(Line& line, Reader& from, std::uint32_t count, std::uint32_t most) {
  for (std::uint32_t i = 0; i < most; ++i) {
    if (i < count) {
      line.put(" afsuuid");
      if (!put_uuid(line, from)) return false;
    } else {
      if (!from.rest().has(0, kUuid)) return false;
      from.skip(kUuid);
    }
  }
  if (!from.rest().has(0, 4 * most)) return false;
  from.skip(4 * most);
  return true;
}

bool put_addressed_servers(Line& line, Reader& from, std::uint32_t count, std::uint32_t most) {
  for (std::uint32_t i = 0; i < most; ++i) {
    const Bytes address = from.bytes(4);
    if (!address.has(0, 4)) return false;
    if (i >= count) continue;
    line.put(' ');
    put_ipv4(line, address, 0);
  }
  return true;
}

// The servers of a volume's entry, its partitions there and its identifiers.
bool put_servers(Line& line, Reader& from, std::uint32_t most, bool by_uuid) {
  line.put(" numservers");
  const std::uint32_t count = from.u32();
  line.print(" {} servers", count);
  if (line.cut()) return true;
  if (!(by_uuid ? put_uuid_servers(line, from, count, most)
                : put_addressed_servers(line, from, count, most))) {
    return false;
  }
  line.put(" partitions");
  for (std::uint32_t i = 0; i < most; ++i) {
    const std::uint32_t partition = from.u32();
    if (i >= count) continue;
    if (partition <= kLetters) {
      line.print(" {}", static_cast<char>('a' + partition));
    } else {
      line.print(" {}", partition);
    }
  }
  if (line.cut()) return true;
  if (!from.rest().has(0, 4 * most)) return false;
  from.skip(4 * most);
  for (const std::string_view name : {"rwvol", "rovol", "backup"}) {
    line.print(" {}", name);
    line.print(" {}", from.u32());
  }
  return true;
}

bool put_volumes(Line& line, Reader& from) {
  constexpr std::uint32_t kNotShown = 21 * 4;
  constexpr std::uint32_t kVolumeName = 32;
  return put_list(line, from, ",", [&] {
    line.put(" name");
    if (!put_wide_text(line, from, kVolumeName)) return false;
    line.put(" volid");
    line.print(" {}", from.u32());
    line.put(" type");
    from.skip(kNotShown);
    return true;
  });
}

bool skip_opaque(Line& line, Reader& from) {
  const std::uint32_t size = from.u32();
  if (line.cut()) return true;
  if (!from.rest().has(0, size)) return false;
  from.skip(size);
  return true;
}

bool skip_word(Reader& from) {
  if (!from.rest().has(0, 4)) return false;
  from.skip(4);
  return true;
}

bool put_number(Line& line, Reader& from, char field) {
  switch (field) {
    case 'i':
      line.print(" {}", static_cast<std::int32_t>(from.u32()));
      break;
    case 'u':
      line.print(" {}", from.u32());
      break;
    case 'U':
      line.print(" {}", from.u64());
      break;
    case 'd':
      put_date(line, from);
      break;
    case 't':
      put_volume_type(line, from);
      break;
    case 'w':
      from.u32();
      break;
    case 'b':
      line.print(" syncsite {}", from.u32() != 0 ? "yes" : "no");
      break;
    default:
      break;
  }
  return true;
}

// False where the message ends within the field, or the field cannot be true.
bool put_field(Line& line, Reader& from, char field, std::uint32_t longest) {
  switch (field) {
    case 'f':
      return put_triple(line, from, "fid", '/');
    case 'p':
      return put_triple(line, from, "server", ':');
    case 'v':
      return put_version(line, from);
    case 'g':
      return put_uuid(line, from);
    case 's':
      return put_counted_text(line, from, longest);
    case 'n':
      return put_wide_text(line, from, longest);
    case 'a':
      return put_store_status(line, from);
    case 'l':
      return put_access_list(line, from);
    case 'F':
      return put_list(line, from, ",", [&] { return put_triple(line, from, "fid", '/'); });
    case 'P':
      return put_list(line, from, ",", [&] { return put_triple(line, from, "server", ':'); });
    case 'N':
      return put_list(line, from, "", [&] { return put_wide_text(line, from, longest); });
    case 'I':
      return put_list(line, from, "", [&] { return put_number(line, from, 'i'); });
    case 'c':
      return put_callbacks(line, from);
    case 'k':
      return skip_opaque(line, from);
    case '8':
      return skip_word(from) && put_servers(line, from, 8, false);
    case '3':
      return put_servers(line, from, 13, false);
    case '4':
      return put_servers(line, from, 13, true);
    case 'V':
      return put_volumes(line, from);
    default:
      return put_number(line, from, field);
  }
}

}  // namespace

std::string_view rx_fields(RxLayouts layouts, std::uint32_t operation) {
  for (const RxLayout& layout : layouts) {
    if (layout.operation == operation) return layout.fields;
  }
  return {};
}

bool put_rx_fields(Line& line, Reader& from, std::string_view fields, std::uint32_t longest) {
  for (std::size_t i = 0; i < fields.size() && !line.cut(); ++i) {
    if (fields[i] != '%') {
      line.put(fields[i]);
    } else if (!put_field(line, from, fields[++i], longest)) {
      return false;
    }
  }
  return true;
}

}  // namespace tapbond::text
