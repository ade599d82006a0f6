using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Quittance.Server.Searching;

namespace Quittance.Tests.Payments;

/// <summary>Segments against the plainest way to say the same: lists of rows, looked at one by one.</summary>
public sealed class KeepingSegments
{
    private static readonly Guid Payer = new("01900000-0000-7000-8000-000000000001");
    private static readonly Guid[] Parties = [.. Enumerable.Range(1, 4).Select(n => new Guid($"01900000-0000-7000-8000-00000000010{n}"))];
    private static readonly string[] Keys = ["m\u001fa", "m\u001fa\u001f1", "m\u001fa\u001f2", "l\u001fb", "g\u001f600"];
    private static readonly string[] Texts = ["", LongText, "inv-1", "inv-12", "1234", "12.34", "ünïcode", "inv-1\u001f12\u001f0.12", "a"];

    // Longer than a word of bits, with what is searched at its end.
    private const string LongText = "inv-1999999999999999999999999999999999999\u001f9999999999999999999999999999999999999999999999999999999999999999999999999999999934";

    // Longer than a word of bits as well.
    private const string LongSearch = "99999999999999999999999999999999999999999999999999999999999999999934";

    // Around the borders of blocks, where the counting goes wrong if it does.
    private static readonly int[] Sizes = [0, 1, 63, 64, 65, SegmentBlock.RowsMax - 1, SegmentBlock.RowsMax, (2 * SegmentBlock.RowsMax) - 2];

    private static readonly Gen<Shape> Shapes =
        from payee in Gen.Choose(0, 3)
        from creator in Gen.Choose(0, 3)
        from status in Gen.Choose(0, 7)
        from type in Gen.Choose(0, 9)
        from late in Gen.Choose(0, 3)
        from text in Gen.Elements(Texts)
        from keys in Gen.SubListOf(Keys)
        select new Shape(payee, creator, (byte)status, (byte)type, late, text, [.. keys]);

    private static readonly Gen<Step> Steps =
        from at in Gen.Choose(0, 999_999)
        from kind in Gen.Choose(0, 2)
        from shape in Shapes
        select new Step(at, kind, shape);

    private static readonly Gen<History> Histories =
        from size in Gen.Elements(Sizes)
        from first in Gen.ArrayOf(Shapes, 7)
        from steps in Gen.ListOf(Gen.ListOf(Steps))
        select new History(size, first, steps);

    private static readonly Gen<SegmentFilter> Filters =
        from statuses in Mask(8)
        from types in Mask(10)
        from span in Maybe(Gen.Choose(0, 20_000))
        from creators in Some()
        from payees in Some()
        from seen in Some()
        from conditions in Gen.OneOf(
            Gen.Constant(Enumerable.Empty<KeyCondition>()),
            Gen.ListOf(from any in Gen.SubListOf(Keys) from none in Gen.OneOf(Gen.Constant<string?>(null), Gen.Elements<string?>(Keys)) select new KeyCondition([.. any], none)).Select(some => some.AsEnumerable()))
        from search in Gen.OneOf(Gen.Constant<string?>(null), Gen.Elements<string?>("inv-1", "2", "ï", "ïc", "1.", "34", "934", "zzz", "v-12", LongSearch))
        from named in Gen.SubListOf(Parties)
        select new SegmentFilter(
            statuses, types, span is { } low ? low : long.MinValue, span is { } high ? high + 3_000 : long.MaxValue, creators, payees, seen, null, [.. conditions.Take(2)],
            search is null ? null : Encoding.UTF8.GetBytes(search), search is null ? null : Named(named));

    [Fact]
    public void One_that_is_kept_fresh_is_as_if_loaded_anew() => Prop.ForAll(Histories.ToArbitrary(), history =>
    {
        var (segment, rows) = Live(history);

        Assert.Equal(rows.Select(Text), Rows(segment).Select(Text));
        Assert.Equal(Rows(Load(rows)).Select(Text), Rows(segment).Select(Text));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void It_finds_what_looking_at_every_row_finds() => Prop.ForAll(
        (from history in Histories
         from filters in Gen.ArrayOf(Filters, 20)
         from before in Gen.Choose(0, 10_000)
         from most in Gen.Choose(1, 30)
         select (history, filters, before, most)).ToArbitrary(),
        asked =>
        {
            var (segment, rows) = Live(asked.history);
            var before = asked.before % 2 == 0 ? (Guid?)null : IdOf(asked.before + 1);
            foreach (var filter in asked.filters)
            {
                var page = new List<Guid>();
                var count = segment.Find(filter, before, asked.most, page);

                var found = rows.Where(row => Takes(filter, row)).ToList();
                Assert.Equal(found.Count, count);
                Assert.Equal(found.Select(row => row.Id).Where(id => before is null || id < before).OrderDescending().Take(asked.most), page);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Theory]
    [InlineData("inv-777")]
    [InlineData("inv-100000")]
    [InlineData("7")]
    [InlineData("zzz")]
    public void One_that_is_large_enough_to_be_shared_out_is_found_in_like_any_other(string search)
    {
        const int size = (40 * SegmentBlock.RowsMax) + 5;
        var rows = Enumerable.Range(1, size).Select(seq => Row(seq, new Shape(0, 0, 0, 0, 0, $"inv-{seq}", []))).ToList();
        var filter = new SegmentFilter(null, null, long.MinValue, long.MaxValue, null, null, null, null, [], Encoding.UTF8.GetBytes(search), null);
        var found = rows.Where(row => Takes(filter, row)).ToList();
        foreach (var before in new[] { (Guid?)null, IdOf(size / 2) })
        {
            var page = new List<Guid>();

            Assert.Equal(found.Count, Load(rows).Find(filter, before, 101, page));

            Assert.Equal(found.Select(row => row.Id).Where(id => before is null || id < before).OrderDescending().Take(101), page);
        }
    }

    [Fact]
    public void What_is_used_least_gives_way_and_newer_ones_stay()
    {
        var organization = new Quittance.Server.Storage.OrganizationId(Payer);
        var one = Load([Row(1, new Shape(0, 0, 0, 0, 0, "a", []))]);
        var cache = new SegmentCache((one.Bytes * 2) + 1);

        cache.Put(organization, one with { PayerId = Parties[0], Change = 2 });
        cache.Put(organization, one with { PayerId = Parties[1], Change = 2 });
        Assert.Single(cache.Of(organization, new HashSet<Guid> { Parties[0] }));
        cache.Put(organization, one with { PayerId = Parties[2], Change = 2 });
        cache.Put(organization, one with { PayerId = Parties[0], Change = 1 });

        Assert.Equal([Parties[0], Parties[2]], cache.Of(organization, null).Select(segment => segment.PayerId).Order());
        Assert.All(cache.Of(organization, null), segment => Assert.Equal(2, segment.Change));
        Assert.Empty(cache.Of(new Quittance.Server.Storage.OrganizationId(Parties[0]), null));
    }

    private static (Segment Segment, List<SegmentRow> Rows) Live(History history)
    {
        var rows = Enumerable.Range(1, history.Size).Select(seq => Row(seq, history.First[seq % history.First.Length])).ToList();
        var segment = Load(rows);
        foreach (var steps in history.Steps)
        {
            var changed = new SortedDictionary<long, SegmentRow>();
            foreach (var step in steps)
            {
                var at = rows.Count == 0 || step.Kind == 0 ? rows.Count : step.At % rows.Count;
                var row = Row(at + 1, step.Shape);
                row = at < rows.Count && step.Kind == 1 ? rows[at] with { Status = row.Status } : row;
                if (at == rows.Count)
                {
                    rows.Add(row);
                }
                else
                {
                    rows[at] = row;
                }

                changed[row.Seq] = row;
            }

            segment = segment.With([.. changed.Values], segment.Change + 1);
        }

        return (segment, rows);
    }

    private static bool Takes(SegmentFilter filter, SegmentRow row) =>
        (filter.Statuses is not { } statuses || (statuses >> row.Status & 1) == 1)
        && (filter.Types is not { } types || (types >> row.Type & 1) == 1)
        && row.CreatedAt >= filter.From && row.CreatedAt <= filter.Until
        && filter.Creators?.Contains(row.CreatorId) != false
        && filter.Payees?.Contains(row.PayeeId) != false
        && filter.SeenPayees?.Contains(row.PayeeId) != false
        && filter.Conditions.All(condition => condition.AnyOf.Any(row.Keys.Contains) || (condition.OrNone is { } none && !row.Keys.Contains(none)))
        && (filter.Search is not { } search || filter.Named is { } named && named.AreNamed[named.Places[row.PayeeId]]
            || Encoding.UTF8.GetString(row.Terms.Span).Split('\u001f').Any(term => term.Contains(Encoding.UTF8.GetString(search), StringComparison.Ordinal)));

    private static NamedParties Named(IEnumerable<Guid> parties) =>
        new(Parties.Select((party, place) => (party, place)).ToDictionary(item => item.party, item => item.place), [.. Parties.Select(parties.Contains)]);

    private static Segment Load(IReadOnlyList<SegmentRow> rows) =>
        Built(new SegmentBuilder(Payer), rows);

    private static Segment Built(SegmentBuilder builder, IReadOnlyList<SegmentRow> rows)
    {
        foreach (var row in rows)
        {
            builder.Add(row);
        }

        return builder.Build(1);
    }

    private static IEnumerable<SegmentRow> Rows(Segment segment) =>
        segment.Blocks.SelectMany((block, at) => block.Rows(((long)at * SegmentBlock.RowsMax) + 1, segment.Parties));

    private static string Text(SegmentRow row) =>
        $"{row.Id} {row.Seq} {row.PayeeId} {row.CreatorId} {row.Status} {row.Type} {row.CreatedAt} {Encoding.UTF8.GetString(row.Terms.Span)} {string.Join(',', row.Keys.Order(StringComparer.Ordinal))}";

    private static SegmentRow Row(long seq, Shape shape) => new(
        IdOf(seq), seq, Parties[shape.Payee], Parties[shape.Creator], shape.Status, shape.Type, (seq * 3) + shape.Late, Encoding.UTF8.GetBytes(shape.Text), shape.Keys);

    private static Guid IdOf(long seq) => new($"01900000-0000-7000-8000-{seq:x12}");

    private static Gen<uint?> Mask(int bits) => Gen.OneOf(Gen.Constant<uint?>(null), Gen.Choose(1, (1 << bits) - 1).Select(mask => (uint?)mask));

    private static Gen<int?> Maybe(Gen<int> gen) => Gen.OneOf(Gen.Constant<int?>(null), gen.Select(value => (int?)value));

    private static Gen<IReadOnlySet<Guid>?> Some() =>
        Gen.OneOf(Gen.Constant<IReadOnlySet<Guid>?>(null), Gen.SubListOf(Parties).Select(some => (IReadOnlySet<Guid>?)some.ToHashSet()));

    private sealed record Shape(int Payee, int Creator, byte Status, byte Type, int Late, string Text, IReadOnlyList<string> Keys);

    /// <param name="Kind">0 adds a row, 1 gives one another status, 2 changes all of one.</param>
    private sealed record Step(int At, int Kind, Shape Shape);

    private sealed record History(int Size, Shape[] First, IEnumerable<IEnumerable<Step>> Steps);
}
