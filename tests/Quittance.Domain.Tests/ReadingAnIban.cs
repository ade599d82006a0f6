using System.Globalization;
using System.Numerics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Quittance.Domain.Tests;

public sealed class ReadingAnIban
{
    /// <summary>One account of every country of the IBAN registry, most of them the registry's own examples.</summary>
    private static readonly string[] OneOfEachCountry =
    [
        "AD1200012030200359100100", "AE070331234567890123456", "AL47212110090000000235698741",
        "AT611904300234573201", "AZ21NABZ00000000137010001944", "BA391290079401028494", "BE68539007547034",
        "BG80BNBG96611020345678", "BH67BMAG00001299123456", "BI4210000100010000332045181",
        "BR9700360305000010009795493P1", "BY13NBRB3600900000002Z00AB00", "CH9300762011623852957",
        "CR05015202001026284066", "CY17002001280000001200527600", "CZ6508000000192000145399",
        "DE89370400440532013000", "DJ2100010000000154000100186", "DK5000400440116243",
        "DO28BAGR00000001212453611324", "EE382200221020145685", "EG380019000500000000263180002",
        "ES9121000418450200051332", "FI2112345600000785", "FK88SC123456789012", "FO6264600001631634",
        "FR1420041010050500013M02606", "GB29NWBK60161331926819", "GE29NB0000000101904917",
        "GI75NWBK000000007099453", "GL8964710001000206", "GR1601101250000000012300695",
        "GT82TRAJ01020000001210029690", "HN88CABF00000000000250005469", "HR1210010051863000160",
        "HU42117730161111101800000000", "IE29AIBK93115212345678", "IL620108000000099999999",
        "IQ98NBIQ850123456789012", "IS140159260076545510730339", "IT60X0542811101000000123456",
        "JO94CBJO0010000000000131000302", "KW81CBKU0000000000001234560101", "KZ86125KZT5004100100",
        "LB62099900000001001901229114", "LC55HEMM000100010012001200023015", "LI21088100002324013AA",
        "LT121000011101001000", "LU280019400644750000", "LV80BANK0000435195001", "LY83002048000020100120361",
        "MC1112739000700011111000H79", "MD24AG000225100013104168", "ME25505000012345678951",
        "MK07250120000058984", "MN121234123456789123", "MR1300020001010000123456753",
        "MT84MALT011000012345MTLCAST001S", "MU17BOMM0101101030300200000MUR", "NI45BAPR00000013000003558124",
        "NL91ABNA0417164300", "NO9386011117947", "OM810180000001299123456", "PK36SCBL0000001123456702",
        "PL61109010140000071219812874", "PS92PALS000000000400123456702", "PT50000201231234567890154",
        "QA58DOHB00001234567890ABCDEFG", "RO49AAAA1B31007593840000", "RS35260005601001611379",
        "RU0304452522540817810538091310419", "SA0380000000608010167519", "SC18SSCB11010000000000001497USD",
        "SD8811123456789012", "SE4550000000058398257466", "SI56191000000123438", "SK3112000000198742637541",
        "SM86U0322509800000000270100", "SO211000001001000100141", "ST23000100010051845310146",
        "SV62CENR00000000000000700025", "TL380080012345678910157", "TN5910006035183598478831",
        "TR330006100519786457841326", "UA213223130000026007233566001", "VA59001123000012345678",
        "VG96VPVG0000012345678901", "XK051212012345678906", "YE15CBYE0001018861234567891234",
    ];

    public static TheoryData<string> Countries => [.. OneOfEachCountry];

    [Theory]
    [MemberData(nameof(Countries))]
    public void An_account_of_every_country_is_read(string text)
    {
        Assert.True(Iban.TryParse(text, out var iban));
        Assert.Equal(text, iban.Unmask());
        Assert.Equal(text[..2], iban.Country);
        Assert.Equal(text[^4..], iban.LastFour);
    }

    [Fact]
    public void All_89_countries_of_the_registry_are_known() =>
        Assert.Equal(89, OneOfEachCountry.DistinctBy(text => text[..2]).Count());

    [Theory]
    [InlineData("FR14 2004 1010 0505 0001 3M02 606")]
    [InlineData("fr1420041010050500013m02606")]
    [InlineData("\u00A0FR14\u202F20041010050500013M02606\n")]
    public void Spaces_and_case_do_not_matter(string text)
    {
        Assert.True(Iban.TryParse(text, out var iban));
        Assert.True(Iban.TryParse("FR1420041010050500013M02606", out var same));
        Assert.Equal(same, iban);
    }

    [Theory]
    [InlineData("AL48212110090000000235698741")]
    [InlineData("AD1210012030200359100100")]
    [InlineData("BE68530907547034")]
    [InlineData("CZ6508000000129000145399")]
    [InlineData("DK5000400440116342")]
    public void A_mangled_account_is_refused(string text) => Assert.False(Iban.TryParse(text, out _));

    [Theory]
    [InlineData("AD48 0001 2030 2003 5910 01")]
    [InlineData("AT93 1904 3002 3457 3201 99")]
    [InlineData("BE36 5390 0754 7034 1234")]
    [InlineData("BA30 1290 0794 0102 84")]
    public void A_length_that_is_not_the_countrys_is_refused(string text) => Assert.False(Iban.TryParse(text, out _));

    [Theory]
    [InlineData("XX431234")]
    [InlineData("QQ9312345678")]
    [InlineData("0001")]
    [InlineData("US64SVBKUS6S3300958879")]
    public void A_country_outside_the_registry_is_refused(string text) => Assert.False(Iban.TryParse(text, out _));

    [Theory]
    [InlineData("97")]
    [InlineData("98")]
    [InlineData("02")]
    public void Check_digits_have_no_twins_beyond_their_range(string checkDigits)
    {
        var twin = checkDigits switch { "97" => "00", "98" => "01", _ => "99" };
        var account = Enumerable.Range(0, 1000)
            .Select(n => n.ToString("D18", CultureInfo.InvariantCulture))
            .First(bban => CheckDigits("DE", bban) == checkDigits);

        Assert.True(Iban.TryParse($"DE{checkDigits}{account}", out _));
        Assert.Equal(1, Remainder("DE", account, twin));
        Assert.False(Iban.TryParse($"DE{twin}{account}", out _));
    }

    [Fact]
    public void Any_account_with_computed_check_digits_is_read_and_no_other() =>
        Prop.ForAll(
            Gen.Elements(OneOfEachCountry).SelectMany(
                sample => Gen.Elements("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".ToCharArray()).ArrayOf(sample.Length - 4),
                (sample, bban) => (Country: sample[..2], Bban: new string(bban))).ToArbitrary(),
            account =>
            {
                var right = CheckDigits(account.Country, account.Bban);
                return Enumerable.Range(0, 100)
                    .Select(n => n.ToString("D2", CultureInfo.InvariantCulture))
                    .All(digits => Iban.TryParse(account.Country + digits + account.Bban, out _) == (digits == right));
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void One_changed_character_breaks_an_account() =>
        Prop.ForAll(
            (from sample in Gen.Elements(OneOfEachCountry)
             from place in Gen.Choose(2, sample.Length - 1)
             from digit in Gen.Elements("0123456789".ToCharArray())
             where char.IsAsciiDigit(sample[place]) && sample[place] != digit
             select sample[..place] + digit + sample[(place + 1)..]).ToArbitrary(),
            changed => !Iban.TryParse(changed, out _))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_shows_the_whole_number_unasked()
    {
        Assert.True(Iban.TryParse("DE89370400440532013000", out var iban));

        Assert.Equal("****3000", iban.ToString());
        Assert.Equal("****3000", $"{iban}");
        Assert.DoesNotContain("0532013", new { Account = iban }.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("0532013", JsonSerializer.Serialize(iban), StringComparison.Ordinal);
    }

    private static string CheckDigits(string country, string bban) =>
        (98 - Remainder(country, bban, "00")).ToString("D2", CultureInfo.InvariantCulture);

    private static int Remainder(string country, string bban, string checkDigits)
    {
        var digits = string.Concat($"{bban}{country}{checkDigits}"
            .Select(c => (char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10).ToString(CultureInfo.InvariantCulture)));
        return (int)(BigInteger.Parse(digits, CultureInfo.InvariantCulture) % 97);
    }
}
