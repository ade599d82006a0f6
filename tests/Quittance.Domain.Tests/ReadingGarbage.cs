using FsCheck;
using FsCheck.Fluent;

namespace Quittance.Domain.Tests;

/// <summary>Whatever text comes from outside, reading it answers yes or no, and gives nothing with a no.</summary>
public sealed class ReadingGarbage
{
    private static readonly Dictionary<string, (string Valid, Func<string?, object?> Read)> Readers = new()
    {
        [nameof(Siren)] = ("732829320", t => Siren.TryParse(t, out var read) ? read : Nothing(read)),
        ["lenient Siren"] = ("732829320", t => Siren.TryParseLenient(t, out var read) ? read : Nothing(read)),
        [nameof(Siret)] = ("73282932000074", t => Siret.TryParse(t, out var read) ? read : Nothing(read)),
        ["lenient Siret"] = ("73282932000074", t => Siret.TryParseLenient(t, out var read) ? read : Nothing(read)),
        [nameof(VatNumber)] = ("FR44732829320", t => VatNumber.TryParse(t, out var read) ? read : Nothing(read)),
        ["lenient VAT"] = ("FR44732829320", t => VatNumber.TryParseLenient(t, out var read) ? read : Nothing(read)),
        [nameof(Ein)] = ("123456789", t => Ein.TryParse(t, out var read) ? read : Nothing(read)),
        [nameof(Iban)] = ("GB29NWBK60161331926819", t => Iban.TryParse(t, out var read) ? read : Nothing(read)),
        [nameof(RoutingNumber)] = ("021000021", t => RoutingNumber.TryParse(t, out var read) ? read : Nothing(read)),
        [nameof(Currency)] = ("EUR", t => Currency.TryOf(t, out var read) ? read : Nothing(read)),
    };

    public static TheoryData<string> Kinds => [.. Readers.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Only_the_valid_text_is_read(string kind)
    {
        var (valid, read) = Readers[kind];

        Assert.NotNull(read(valid));
        Assert.Null(read(null));
        Assert.Null(read(""));
        Assert.Null(read("   "));
        Assert.Null(read("..."));
        Assert.Null(read(valid + "\0"));
        Assert.Null(read(valid + "\u200B"));
        Assert.Null(read(valid + valid));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Digits_and_letters_of_other_scripts_are_refused(string kind)
    {
        var (valid, read) = Readers[kind];

        Assert.Null(read(Shifted(valid, '\uFF10', '\uFF21')));
        Assert.Null(read(Shifted(valid, '\u0660', '\u0391')));
        Assert.Null(read(valid[..^1] + Shifted(valid[^1..], '\u0966', '\u0410')));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_megabyte_is_refused_whatever_is_in_it(string kind)
    {
        var (valid, read) = Readers[kind];

        Assert.Null(read(new string('1', 1 << 20)));
        Assert.Null(read(new string(' ', 1 << 20) + valid));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_text_gets_an_answer(string kind) =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text => Readers[kind].Read(text) is null || text!.Length >= 3)
            .QuickCheckThrowOnFailure();

    private static string Shifted(string text, char zero, char a) =>
        string.Concat(text.Select(c => (char)(char.IsAsciiDigit(c) ? zero + (c - '0') : a + (c - 'A'))));

    private static object? Nothing(object? read)
    {
        Assert.Null(read);
        return null;
    }
}
