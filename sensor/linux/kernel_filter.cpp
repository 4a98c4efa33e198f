#include "sensor/linux/kernel_filter.h"

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if_arp.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace tapbond {
namespace {

constexpr std::uint32_t kWholeFrame = 262144;
constexpr std::uint32_t kMeta = static_cast<std::uint32_t>(SKF_AD_OFF);  // and what lies above
constexpr std::uint32_t kToTheEnd = std::numeric_limits<std::uint32_t>::max();
constexpr std::array<std::uint32_t, 2> kTagTypes = {ETH_P_8021Q, ETH_P_8021AD};

enum class From { kFrame, kKernel, kNowhere };

// Bytes of a captured frame that are in one place.
struct Part {
  std::uint32_t begin;
  std::uint32_t end;
  From from;
  std::uint32_t place;  // in front of them, bytes that the kernel's frame has not; or SKF_AD_...
};

constexpr Part kAllInFrame[] = {{0, kToTheEnd, From::kFrame, 0}};
constexpr Part kTaggedEthernet[] = {{0, 12, From::kFrame, 0},
                                    {12, 14, From::kKernel, SKF_AD_VLAN_TPID},
                                    {14, 16, From::kKernel, SKF_AD_VLAN_TAG},
                                    {16, kToTheEnd, From::kFrame, 4}};
constexpr Part kCookedParts[] = {{0, 2, From::kKernel, SKF_AD_PKTTYPE},
                                 {2, 4, From::kKernel, SKF_AD_HATYPE},
                                 {4, 14, From::kNowhere, 0},
                                 {14, 16, From::kKernel, SKF_AD_PROTOCOL},
                                 {16, kToTheEnd, From::kFrame, 16}};
constexpr Part kTaggedCooked[] = {{0, 2, From::kKernel, SKF_AD_PKTTYPE},
                                  {2, 4, From::kKernel, SKF_AD_HATYPE},
                                  {4, 14, From::kNowhere, 0},
                                  {14, 16, From::kKernel, SKF_AD_VLAN_TPID},
                                  {16, 18, From::kKernel, SKF_AD_VLAN_TAG},
                                  {18, 20, From::kKernel, SKF_AD_PROTOCOL},
                                  {20, kToTheEnd, From::kFrame, 20}};
constexpr Part kCooked2Parts[] = {
    {0, 2, From::kKernel, SKF_AD_PROTOCOL},  {2, 4, From::kNowhere, 0},
    {4, 8, From::kKernel, SKF_AD_IFINDEX},   {8, 10, From::kKernel, SKF_AD_HATYPE},
    {10, 11, From::kKernel, SKF_AD_PKTTYPE}, {11, 20, From::kNowhere, 0},
    {20, kToTheEnd, From::kFrame, 20}};
using Parts = std::span<const Part>;

Parts untagged(FrameLayout layout) {
  switch (layout) {
    case FrameLayout::kCooked:
      return kCookedParts;
    case FrameLayout::kCooked2:
      return kCooked2Parts;
    case FrameLayout::kAsItIs:
    case FrameLayout::kTagged:
      break;
  }
  return kAllInFrame;
}

// Of frames with a tag that is put back into them.
std::optional<Parts> tagged(FrameLayout layout) {
  switch (layout) {
    case FrameLayout::kTagged:
      return kTaggedEthernet;
    case FrameLayout::kCooked:
      return kTaggedCooked;
    case FrameLayout::kAsItIs:
    case FrameLayout::kCooked2:
      break;
  }
  return std::nullopt;
}

// Instructions whose jumps go to labels, however far these turn out to be.
class Assembler {
 public:
  using Label = std::size_t;

  Label new_label() {
    labels_.push_back(0);
    return labels_.size() - 1;
  }
  void bind(Label label) { labels_[label] = steps_.size(); }
  void put(int code, std::uint32_t k) { steps_.push_back({code, k, 0, 0}); }
  void jump(int code, std::uint32_t k, Label yes, Label no) {
    steps_.push_back({code, k, yes, no});
  }
  void jump(Label to) { jump(BPF_JMP | BPF_JA, 0, to, to); }

  std::vector<bpf_insn> assemble() const;

 private:
  struct Step {
    int code;
    std::uint32_t k;
    Label yes;
    Label no;
  };
  static bool is_jump(const Step& step) { return BPF_CLASS(step.code) == BPF_JMP; }
  static bool is_branch(const Step& step) { return is_jump(step) && BPF_OP(step.code) != BPF_JA; }

  std::vector<Step> steps_;
  std::vector<std::size_t> labels_;  // the step that each stands in front of
};

// A branch reaches 255 instructions far; where that is not enough, it is followed by two jumps.
std::vector<bpf_insn> Assembler::assemble() const {
  constexpr std::size_t kReach = 255;
  std::vector<bool> far(steps_.size(), false);
  std::vector<std::size_t> place(steps_.size() + 1, 0);
  for (bool grown = true; grown;) {
    grown = false;
    for (std::size_t i = 0; i < steps_.size(); ++i) place[i + 1] = place[i] + (far[i] ? 3 : 1);
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (!is_branch(steps_[i]) || far[i]) continue;
      const std::size_t furthest =
          std::max(place[labels_[steps_[i].yes]], place[labels_[steps_[i].no]]);
      if (furthest - place[i] - 1 > kReach) far[i] = grown = true;
    }
  }
  std::vector<bpf_insn> program;
  const auto distance = [&](Label label) { return place[labels_[label]] - program.size() - 1; };
  const auto go_to = [&](Label label) {
    program.push_back(BPF_STMT(BPF_JMP | BPF_JA, static_cast<std::uint32_t>(distance(label))));
  };
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const Step& step = steps_[i];
    const auto code = static_cast<std::uint16_t>(step.code);
    if (!is_jump(step)) {
      program.push_back(BPF_STMT(code, step.k));
    } else if (!is_branch(step)) {
      go_to(step.yes);
    } else if (far[i]) {
      program.push_back(BPF_JUMP(code, step.k, 0, 1));
      go_to(step.yes);
      go_to(step.no);
    } else {
      program.push_back(BPF_JUMP(code, step.k, static_cast<std::uint8_t>(distance(step.yes)),
                                 static_cast<std::uint8_t>(distance(step.no))));
    }
  }
  return program;
}

std::uint32_t bytes_of(int code) {
  return BPF_SIZE(code) == BPF_W ? 4 : BPF_SIZE(code) == BPF_H ? 2 : 1;
}

// Writes the filter down for frames whose bytes are in these parts.
class Translation {
 public:
  Translation(std::span<const bpf_insn> filter, Parts parts, std::uint32_t accept, Assembler& to)
      : filter_(filter), parts_(parts), accept_(accept), to_(to) {}

  // False where the kernel has no such programs: with loops, which libpcap has for protochain.
  bool write();
  // Some frames were let pass because it cannot be known what the filter says of them.
  bool exact() const { return exact_; }

 private:
  // What can be in the accumulator before an instruction: nothing yet, as no frame comes here.
  static constexpr unsigned kNotReached = 0;
  static constexpr unsigned kAnything = 1;
  static constexpr unsigned kTagType = 2;

  void put(std::size_t at);
  void put_branch(std::size_t at);
  void load(int code, std::uint32_t offset);
  void give_up() {
    exact_ = false;
    to_.put(BPF_RET | BPF_K, accept_);
  }
  const Part& part_at(std::uint32_t offset) const {
    return *std::find_if(parts_.begin(), parts_.end(),
                         [offset](const Part& part) { return offset < part.end; });
  }
  std::uint32_t made_up() const {
    return parts_.back().from == From::kFrame ? parts_.back().place : 0;
  }
  void reach(std::size_t at, unsigned with) { reached_[at] |= with; }

  std::span<const bpf_insn> filter_;
  Parts parts_;
  std::uint32_t accept_;
  Assembler& to_;
  std::vector<Assembler::Label> labels_;
  std::vector<unsigned> reached_;
  unsigned accumulator_ = kAnything;
  bool exact_ = true;
};

bool Translation::write() {
  for (std::size_t i = 0; i < filter_.size(); ++i) {
    if (BPF_CLASS(filter_[i].code) != BPF_JMP) continue;
    const std::size_t furthest =
        BPF_OP(filter_[i].code) == BPF_JA ? filter_[i].k : std::max(filter_[i].jt, filter_[i].jf);
    if (furthest >= filter_.size() - i - 1) return false;
  }
  labels_.resize(filter_.size());
  for (Assembler::Label& label : labels_) label = to_.new_label();
  reached_.assign(filter_.size() + 1, kNotReached);
  reach(0, kAnything);
  for (std::size_t i = 0; i < filter_.size(); ++i) {
    if (reached_[i] == kNotReached) continue;
    to_.bind(labels_[i]);
    accumulator_ = reached_[i];
    put(i);
  }
  return true;
}

void Translation::put(std::size_t at) {
  const bpf_insn& step = filter_[at];
  switch (BPF_CLASS(step.code)) {
    case BPF_RET:
      if (BPF_RVAL(step.code) == BPF_A) return give_up();
      to_.put(BPF_RET | BPF_K, step.k == 0 ? 0 : accept_);
      return;
    case BPF_JMP:
      put_branch(at);
      return;
    case BPF_LD:
      accumulator_ = kAnything;
      if (BPF_MODE(step.code) == BPF_ABS && step.k < kMeta) {
        load(step.code, step.k);
      } else if (BPF_MODE(step.code) == BPF_IND) {
        // What is added to it is not known here.
        if (step.k < parts_.back().begin) return give_up();
        to_.put(step.code, step.k - parts_.back().place);
      } else {
        to_.put(step.code, step.k);
        if (BPF_MODE(step.code) == BPF_LEN && made_up() != 0) {
          to_.put(BPF_ALU | BPF_ADD | BPF_K, made_up());
        }
      }
      break;
    case BPF_LDX:
      if (BPF_MODE(step.code) == BPF_MSH) {
        const Part& part = part_at(step.k);
        if (part.from != From::kFrame) return give_up();
        to_.put(step.code, step.k - part.place);
      } else if (BPF_MODE(step.code) == BPF_LEN && made_up() != 0) {
        return give_up();
      } else {
        to_.put(step.code, step.k);
      }
      break;
    case BPF_ST:
    case BPF_STX:
      to_.put(step.code, step.k);
      break;
    default:
      accumulator_ = kAnything;
      to_.put(step.code, step.k);
  }
  reach(at + 1, accumulator_);
}

// A tag is of a type that the kernel knows: what a filter does with frames of another type cannot
// happen here.
void Translation::put_branch(std::size_t at) {
  const bpf_insn& step = filter_[at];
  if (BPF_OP(step.code) == BPF_JA) {
    reach(at + 1 + step.k, accumulator_);
    to_.jump(labels_[at + 1 + step.k]);
    return;
  }
  const std::size_t yes = at + 1 + step.jt;
  const std::size_t no = at + 1 + step.jf;
  std::size_t holds = kTagTypes.size() / 2;  // both may be
  if (accumulator_ == kTagType && BPF_SRC(step.code) == BPF_K) {
    holds = static_cast<std::size_t>(
        std::count_if(kTagTypes.begin(), kTagTypes.end(), [&step](std::uint32_t type) {
          switch (BPF_OP(step.code)) {
            case BPF_JEQ:
              return type == step.k;
            case BPF_JGT:
              return type > step.k;
            case BPF_JGE:
              return type >= step.k;
            default:
              return (type & step.k) != 0;
          }
        }));
  }
  if (holds != 0) reach(yes, accumulator_);
  if (holds != kTagTypes.size()) reach(no, accumulator_);
  if (holds == 0 || holds == kTagTypes.size()) {
    to_.jump(labels_[holds == 0 ? no : yes]);
  } else {
    to_.jump(step.code, step.k, labels_[yes], labels_[no]);
  }
}

void Translation::load(int code, std::uint32_t offset) {
  const Part& part = part_at(offset);
  const std::uint32_t bytes = bytes_of(code);
  if (part.from == From::kNowhere || bytes > part.end - offset) return give_up();
  if (part.from == From::kFrame) {
    to_.put(code, offset - part.place);
    return;
  }
  to_.put(BPF_LD | BPF_W | BPF_ABS, kMeta + part.place);
  const std::uint32_t behind = part.end - offset - bytes;
  if (behind != 0) to_.put(BPF_ALU | BPF_RSH | BPF_K, 8 * behind);
  if (bytes != 4 && (behind != 0 || offset != part.begin)) {
    to_.put(BPF_ALU | BPF_AND | BPF_K, (1U << (8 * bytes)) - 1);
  }
  const bool whole = offset == part.begin && behind == 0;
  if (part.place == SKF_AD_VLAN_TPID && whole) accumulator_ = kTagType;
}

void leave_out_second_copies(unsigned loopback, Assembler& to) {
  const auto look = to.new_label();
  const auto other = to.new_label();
  const auto leave_out = to.new_label();
  const auto go_on = to.new_label();
  to.put(BPF_LD | BPF_W | BPF_ABS, kMeta + SKF_AD_PKTTYPE);
  to.jump(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, look, go_on);
  to.bind(look);
  to.put(BPF_LD | BPF_W | BPF_ABS, kMeta + SKF_AD_IFINDEX);
  to.jump(BPF_JMP | BPF_JEQ | BPF_K, loopback, leave_out, other);
  to.bind(other);
  to.put(BPF_LD | BPF_W | BPF_ABS, kMeta + SKF_AD_HATYPE);
  to.jump(BPF_JMP | BPF_JEQ | BPF_K, ARPHRD_CAN, leave_out, go_on);
  to.bind(leave_out);
  to.put(BPF_RET | BPF_K, 0);
  to.bind(go_on);
}

enum class How { kExact, kTagsUnchecked, kUnchecked };

// Nothing where it cannot be had this way.
std::optional<KernelFilter> made(std::span<const bpf_insn> filter,
                                 const KernelFilterOptions& options, How how,
                                 std::uint32_t accept) {
  Assembler to;
  bool exact = true;
  const auto write = [&](Parts parts) {
    Translation translation(filter, parts, accept, to);
    const bool written = translation.write();
    exact = exact && translation.exact();
    return written;
  };
  if (options.once_on != 0) leave_out_second_copies(options.once_on, to);
  const std::optional<Parts> with_tag = tagged(options.layout);
  if (filter.empty() || how == How::kUnchecked) {
    exact = filter.empty();
    to.put(BPF_RET | BPF_K, accept);
  } else {
    if (with_tag) {
      const auto has_tag = to.new_label();
      const auto has_none = to.new_label();
      to.put(BPF_LD | BPF_W | BPF_ABS, kMeta + SKF_AD_VLAN_TAG_PRESENT);
      to.jump(BPF_JMP | BPF_JEQ | BPF_K, 0, has_none, has_tag);
      to.bind(has_tag);
      if (how == How::kTagsUnchecked) {
        exact = false;
        to.put(BPF_RET | BPF_K, accept);
      } else if (!write(*with_tag)) {
        return std::nullopt;
      }
      to.bind(has_none);
    }
    if (!write(untagged(options.layout))) return std::nullopt;
  }
  KernelFilter result{.program = to.assemble(), .exact = exact};
  if (how != How::kUnchecked && result.program.size() > options.most) return std::nullopt;
  return result;
}

}  // namespace

KernelFilter kernel_filter(std::span<const bpf_insn> filter, const KernelFilterOptions& options) {
  const auto exact = made(filter, options, How::kExact, options.snaplen);
  if (exact && exact->exact) return *exact;
  for (const How how : {How::kExact, How::kTagsUnchecked}) {
    if (auto wider = made(filter, options, how, kWholeFrame)) return *wider;
  }
  return *made(filter, options, How::kUnchecked, kWholeFrame);
}

}  // namespace tapbond
