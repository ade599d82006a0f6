namespace Quittance.Tests;

/// <summary>Tests that move the server's clock run after all others and one at a time: the clock is everybody's.</summary>
[CollectionDefinition("moves the clock", DisableParallelization = true)]
public sealed class MovesTheClock;
