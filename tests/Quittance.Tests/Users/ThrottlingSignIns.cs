using Microsoft.Extensions.DependencyInjection;
using Quittance.Domain;
using Quittance.Server.Users;

namespace Quittance.Tests.Users;

[Collection("moves the clock")]
public sealed class ThrottlingSignIns(TestServer server)
{
    [Fact]
    public async Task After_some_wrong_passwords_even_the_right_one_has_to_wait_and_each_wait_is_twice_the_last()
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Viewer");
        await FailAsync(person.Email, SignInThrottle.FreeTriesPerEmail);

        var first = (await new Browser(server).SignInAsync(person.Email, person.Password)).Is(429);
        server.Clock.Advance(SignInThrottle.FirstWait);
        await FailAsync(person.Email, 1);
        var second = (await new Browser(server).SignInAsync(person.Email, person.Password)).Is(429);
        server.Clock.Advance(2 * SignInThrottle.FirstWait);

        Assert.InRange(RetryAfter(first), SignInThrottle.FirstWait / 2, SignInThrottle.FirstWait);
        Assert.InRange(RetryAfter(second), SignInThrottle.FirstWait, 2 * SignInThrottle.FirstWait);
        Assert.Equal("Too many tries with wrong passwords. Try again later, as Retry-After says.", first.Text("message"));
        (await new Browser(server).SignInAsync(person.Email, person.Password)).Ok();
    }

    [Fact]
    public async Task An_unknown_address_has_to_wait_as_a_known_one_does()
    {
        var email = People.NewEmail();
        await FailAsync(email, SignInThrottle.FreeTriesPerEmail);

        (await new Browser(server).SignInAsync(email, "wrong")).Is(429);
    }

    [Fact]
    public async Task A_wait_is_never_longer_than_the_longest()
    {
        var email = People.NewEmail();
        await FailAsync(email, SignInThrottle.FreeTriesPerEmail);
        for (var wait = 0; wait < 8; wait++)
        {
            server.Clock.Advance(SignInThrottle.LongestWait);
            await FailAsync(email, 1);
        }

        Assert.InRange(RetryAfter((await new Browser(server).SignInAsync(email, "wrong")).Is(429)), SignInThrottle.LongestWait / 2, SignInThrottle.LongestWait);
    }

    [Fact]
    public async Task The_right_password_starts_an_address_afresh()
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Viewer");
        await FailAsync(person.Email, SignInThrottle.FreeTriesPerEmail - 1);

        await tenant.SignedInAsync(person);

        await FailAsync(person.Email, SignInThrottle.FreeTriesPerEmail);
        (await new Browser(server).SignInAsync(person.Email, person.Password)).Is(429);
    }

    [Fact]
    public async Task An_hour_without_a_failure_is_forgotten()
    {
        var email = People.NewEmail();
        await FailAsync(email, SignInThrottle.FreeTriesPerEmail);

        server.Clock.Advance(SignInThrottle.Memory + TimeSpan.FromMinutes(1));

        await FailAsync(email, SignInThrottle.FreeTriesPerEmail);
        (await new Browser(server).SignInAsync(email, "wrong")).Is(429);
    }

    [Fact]
    public async Task One_remote_address_that_tries_many_people_has_to_wait_and_others_do_not()
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Viewer");
        var attacker = new Browser(server);
        for (var tries = 1; tries < SignInThrottle.FreeTriesPerRemote; tries++)
        {
            (await attacker.SignInAsync(People.NewEmail(), "wrong")).Is(401);
        }

        // Signing in between takes back that one try and none of the others.
        (await attacker.SignInAsync(person.Email, person.Password)).Ok();
        (await attacker.SignInAsync(People.NewEmail(), "wrong")).Is(401);

        (await attacker.SignInAsync(person.Email, person.Password)).Is(429);
        await tenant.SignedInAsync(person);
    }

    [Fact]
    public async Task An_IPv6_network_counts_as_one_address()
    {
        var network = $"2001:db8:{Random.Shared.Next(0xffff):x}:{Random.Shared.Next(0xffff):x}";
        for (var tries = 0; tries < SignInThrottle.FreeTriesPerRemote; tries++)
        {
            (await new Browser(server) { RemoteAddress = $"{network}::{tries + 1:x}" }.SignInAsync(People.NewEmail(), "wrong")).Is(401);
        }

        (await new Browser(server) { RemoteAddress = $"{network}::ffff" }.SignInAsync(People.NewEmail(), "wrong")).Is(429);
    }

    [Fact]
    public async Task Tries_at_once_on_two_processes_are_counted_one_by_one()
    {
        var email = People.NewEmail();
        var here = server.Services.GetRequiredService<SignInThrottle>();
        await using var otherSource = Npgsql.NpgsqlDataSource.Create(server.Options.ServerDatabase);
        var there = new SignInThrottle(otherSource, server.Clock);

        var counted = await Task.WhenAll(Enumerable.Range(0, 24).Select(number => CountsAsync(number % 2 == 0 ? here : there, email)));

        Assert.Equal(SignInThrottle.FreeTriesPerEmail, counted.Count(isCounted => isCounted));
    }

    [Fact]
    public async Task A_session_ends_after_twelve_hours()
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Owner");
        var browser = await tenant.SignedInAsync(person);
        server.Clock.Advance(SignIn.Lifetime - TimeSpan.FromMinutes(1));
        (await browser.GetAsync("/api/user/profile")).Ok();

        server.Clock.Advance(TimeSpan.FromMinutes(2));

        (await browser.GetAsync("/api/user/profile")).Is(401);
        await tenant.SignedInAsync(person);
        Assert.Single(await tenant.TextsAsync("select kind from gate.directory where organization_id = $1 and kind = 'session'"));
    }

    [Fact]
    public async Task Guessing_the_password_with_a_stolen_session_has_to_wait_too()
    {
        var tenant = await server.NewTenantAsync();
        var person = await tenant.MemberAsync("Viewer");
        var thief = await tenant.SignedInAsync(person);
        for (var tries = 0; tries < SignInThrottle.FreeTriesPerEmail; tries++)
        {
            (await thief.PostAsync("/api/user/password", new { currentPassword = "wrong", newPassword = "another long one" })).Is(422);
        }

        (await thief.PostAsync("/api/user/password", new { currentPassword = "wrong", newPassword = "another long one" })).Is(429);
    }

    private async Task FailAsync(string email, int times)
    {
        for (var tries = 0; tries < times; tries++)
        {
            (await new Browser(server).SignInAsync(email, "wrong")).Is(401);
        }
    }

    private static TimeSpan RetryAfter(Answer answer) => answer.Headers.RetryAfter!.Delta!.Value;

    private static async Task<bool> CountsAsync(SignInThrottle throttle, string email)
    {
        try
        {
            await throttle.CountAsync(email, System.Net.IPAddress.Parse(Browser.NewRemoteAddress()), TestContext.Current.CancellationToken);
            return true;
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.TooManyAttempts)
        {
            return false;
        }
    }
}
