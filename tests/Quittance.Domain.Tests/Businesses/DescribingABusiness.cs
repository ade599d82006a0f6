using Quittance.Domain.Businesses;

namespace Quittance.Domain.Tests.Businesses;

public sealed class DescribingABusiness
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Terms_are_accepted_once()
    {
        var accepted = BusinessProfile.Default.AcceptTerms(Now);

        Assert.Equal(Now, accepted.TermsAcceptedAt);
        Assert.Equal(accepted, accepted.AcceptTerms(Now.AddDays(1)));
    }

    [Theory]
    [InlineData(VerificationStatus.Unverified)]
    [InlineData(VerificationStatus.Pending)]
    [InlineData(VerificationStatus.Resubmit)]
    [InlineData(VerificationStatus.Review)]
    [InlineData(VerificationStatus.Verified)]
    [InlineData(VerificationStatus.Failed)]
    public void Whoever_runs_the_server_vouches_for_it_whatever_was_before(VerificationStatus before) =>
        Assert.Equal(VerificationStatus.Verified, (BusinessProfile.Default with { Status = before }).Verify().Status);

    [Fact]
    public void One_that_is_put_away_gives_its_address_free_and_offers_itself_to_nobody()
    {
        var archived = (BusinessProfile.Default with { EmailTo = "bills", EmailToAliases = ["a@b.test"], IsNetworkPayee = true, IsNetworkPayor = true }).Archive(Now);

        Assert.Equal(BusinessProfile.Default with { ArchivedAt = Now, EmailToAliases = archived.EmailToAliases }, archived);
        Assert.Empty(archived.EmailToAliases);
    }

    [Fact]
    public void A_business_has_no_name_in_parts_to_follow_its_new_one() => Assert.Same(BusinessProfile.Default, BusinessProfile.Default.Rename("Globex Inc."));

    [Fact]
    public void A_person_is_renamed_in_its_parts()
    {
        var person = BusinessProfile.Default with { Kind = BusinessKind.Individual, Person = new PersonName("Ann", "B.", "Carter", "Jr.") };

        Assert.Same(person, person.Rename("Ann B. Carter Jr."));
        Assert.Equal(new PersonName("Ann B.", null, "Dale", null), person.Rename("Ann B. Dale").Person);
    }

    [Theory]
    [InlineData("Ann Carter", "Ann", "Carter")]
    [InlineData(" Ann  Mary Carter ", "Ann  Mary", "Carter")]
    [InlineData("Ann", "Ann", "")]
    [InlineData("", "", "")]
    public void The_last_word_of_a_whole_name_is_the_last_name(string text, string first, string last) =>
        Assert.Equal(new PersonName(first, null, last, null), PersonName.Of(text));

    [Fact]
    public void Parts_that_are_missing_leave_no_gap_in_the_whole_name()
    {
        Assert.Equal("Ann Carter", new PersonName("Ann", null, "Carter", "").Text);
        Assert.Equal("Ann", PersonName.Of("Ann").Text);
    }

    [Fact]
    public void What_proves_a_person_shows_in_no_text() => Assert.Equal("***", new PersonSecrets(new DateOnly(1980, 5, 17), "123-45-6789").ToString());
}
